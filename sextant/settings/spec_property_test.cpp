// Random plans: what is printed parses back to the same plan, and no text makes the parser do anything but answer.
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <stdexcept>

#include "sextant/settings/spec.h"

namespace sextant::settings {
namespace {

class Plans {
 public:
  explicit Plans(unsigned seed) : random_(seed) {}

  std::vector<Spec> next() {
    std::vector<Spec> plan;
    const int groups = upto(3);
    for (int group = 0; group <= groups; ++group) {
      const std::string layers = upto(1) ? set() : "";
      const int members = upto(2);
      for (int i = 0; i <= members; ++i) plan.push_back(member(group, layers));
    }
    return plan;
  }

  int upto(int most) { return std::uniform_int_distribution(0, most)(random_); }

 private:
  Spec member(int64_t group, const std::string& layers) {
    Spec spec = {.name = word(), .layers = layers, .heads = upto(2) ? "" : set(), .group = group};
    for (int i = upto(3); i > 0; --i) spec.options.emplace_back(word(), value());
    return spec;
  }

  std::string word() {
    constexpr std::string_view kFirst = "abXY", kRest = "abXY019-_";
    std::string text(1, kFirst[upto(3)]);
    for (int i = upto(4); i > 0; --i) text += kRest[upto(8)];
    return text;
  }

  std::string value() {
    const double number = std::uniform_real_distribution(-1e9, 1e9)(random_) * std::pow(10, upto(40) - 20);
    switch (upto(3)) {
      case 0:
        return word();
      case 1:
        return print_real(number);
      case 2:
        return std::to_string(upto(1000));
      default:
        return print_real(number) + "/" + word();
    }
  }

  std::string set() {
    std::string text = item();
    for (int i = upto(2); i > 0; --i) text += "/" + item();
    return text;
  }

  std::string item() {
    const std::string first = std::to_string(upto(20)), second = std::to_string(upto(20));
    switch (upto(3)) {
      case 0:
        return first;
      case 1:
        return "-" + first;
      case 2:
        return first + "-" + second;
      default:
        return first + "::" + second;
    }
  }

  std::mt19937_64 random_;
};

TEST(SpecProperty, PrintedPlansParseBackEqual) {
  for (unsigned seed = 0; seed < 20000; ++seed) {
    const auto plan = Plans(seed).next();
    ASSERT_EQ(parse(print(plan)), plan) << "seed " << seed << ": " << print(plan);
  }
}

// One character of a good plan replaced: it parses and prints as written, or is refused with a column inside it.
TEST(SpecProperty, DamagedPlansParseAsWrittenOrAreRefused) {
  constexpr std::string_view kCharacters = "a0:=,+@[]/-. \x80";
  for (unsigned seed = 0; seed < 20000; ++seed) {
    Plans plans(seed);
    std::string text = print(plans.next());
    text[plans.upto(static_cast<int>(text.size()) - 1)] =
        kCharacters[plans.upto(static_cast<int>(kCharacters.size()) - 1)];
    try {
      ASSERT_EQ(print(parse(text)), text) << "seed " << seed;
    } catch (const std::invalid_argument& error) {
      ASSERT_TRUE(std::string(error.what()).starts_with("spec '")) << "seed " << seed << ": " << error.what();
    }
  }
}

}  // namespace
}  // namespace sextant::settings
