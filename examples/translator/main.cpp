// A translator of numbers: an encoder-decoder reads "three hundred and forty-two" and learns to write
// "dreihundertzweiundvierzig", letter by letter. Some numbers it never sees in training.
#include <sextant/data/pair_batches.h>
#include <sextant/eval/translate.h>
#include <sextant/tasks/failure.h>
#include <sextant/train/loop.h>

#include <array>
#include <iostream>

using namespace sextant;

namespace {

constexpr int64_t kLongest = 40;  // letters, marks included

constexpr std::array<const char*, 20> kEnglish = {
    "",    "one",    "two",    "three",    "four",     "five",    "six",     "seven",     "eight",    "nine",
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
constexpr std::array<const char*, 10> kEnglishTens = {"",      "",      "twenty",  "thirty", "forty",
                                                      "fifty", "sixty", "seventy", "eighty", "ninety"};
constexpr std::array<const char*, 20> kGerman = {
    "",     "ein", "zwei",  "drei",     "vier",     "fünf",     "sechs",    "sieben",   "acht",     "neun",
    "zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"};
constexpr std::array<const char*, 10> kGermanTens = {"",        "",        "zwanzig", "dreißig", "vierzig",
                                                     "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"};

/// @param n  1 to 999
std::string english(int64_t n) {
  if (n < 20) return kEnglish[n];
  if (n < 100) return kEnglishTens[n / 10] + std::string(n % 10 == 0 ? "" : "-") + kEnglish[n % 10];
  return kEnglish[n / 100] + std::string(" hundred") + (n % 100 == 0 ? "" : " and " + english(n % 100));
}

std::string german(int64_t n) {
  if (n == 1) return "eins";
  if (n < 20) return kGerman[n];
  if (n < 100) return kGerman[n % 10] + std::string(n % 10 == 0 ? "" : "und") + kGermanTens[n / 10];
  return kGerman[n / 100] + std::string("hundert") + (n % 100 == 0 ? "" : german(n % 100));
}

data::HeldOutPairs numbers() {
  std::vector<data::SentencePair> pairs;
  for (int64_t n = 1; n < 1000; ++n) pairs.push_back({.source = english(n), .target = german(n), .line = n});
  return data::hold_out(pairs, /*share=*/0.05, /*seed=*/1);
}

text::Vocabulary letters_of(const std::vector<data::SentencePair>& pairs) {
  std::vector<std::string_view> texts;
  for (const data::SentencePair& pair : pairs) texts.insert(texts.end(), {pair.source, pair.target});
  return text::Vocabulary::open_characters(texts, {});
}

void run() {
  const data::HeldOutPairs pairs = numbers();
  const text::Vocabulary vocabulary = letters_of(pairs.train);
  models::EncoderDecoder model(models::EncoderDecoderOptions{
      .vocabulary = vocabulary.size(), .channels = 64, .layers = 2, .dropout = 0, .longest = kLongest});
  train::train(*model, data::pair_batches(data::encode_pairs(pairs.train, vocabulary, kLongest), 32, /*seed=*/1),
               {.steps = 400, .lr = 3e-3, .warmup = "5%"});

  const data::EncodedPairs test = data::encode_pairs(pairs.test, vocabulary, kLongest);
  const std::vector<eval::Hypothesis> written = eval::translations(model, test.sources, {.width = 2});
  int64_t right = 0;
  for (size_t i = 0; i < written.size(); ++i) right += vocabulary.decode(written[i].tokens) == pairs.test[i].target;
  for (size_t i = 0; i < 3; ++i)
    std::cout << pairs.test[i].source << " -> " << vocabulary.decode(written[i].tokens) << '\n';
  std::cout << right << " of " << written.size() << " numbers it has never seen are right\n";
}

}  // namespace

int main() {
  try {
    run();
  } catch (const std::exception& error) {
    std::cerr << "translator: " << tasks::sentence(error) << '\n';
    return 1;
  }
}
