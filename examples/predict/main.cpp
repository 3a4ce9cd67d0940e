// Labels for lines of text, by a classifier that the program trained.   predict RUN < lines
#include <sextant/tasks/failure.h>
#include <sextant/tasks/predict.h>

#include <iostream>

int main(int count, char** words) {
  using namespace sextant;
  if (count != 2) {
    std::cerr << "usage: predict RUN < lines\n";
    return 2;
  }
  try {
    tasks::Predictor predictor({.model = words[1]}, tasks::Context{});
    for (std::string line; std::getline(std::cin, line);)
      std::cout << tasks::line_of(predictor.predict({&line, 1}).front()) << std::endl;
  } catch (const tasks::Failure& failure) {
    std::cerr << "predict: " << failure.what() << '\n';
    return 1;
  }
}
