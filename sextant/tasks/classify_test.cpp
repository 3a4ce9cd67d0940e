// train classify, predict and eval on texts of a second's work whose labels need the order of words.
#include <ATen/Parallel.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include <filesystem>
#include <functional>

#include "sextant/io/file.h"
#include "sextant/models/tensor_file.h"
#include "sextant/tasks/eval.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/predict.h"
#include "sextant/tasks/train_classify.h"

#include "tests/support/temporary_folder.h"

namespace sextant::tasks {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::string refusal(const std::function<void()>& work) {
  try {
    work();
  } catch (const Failure& failure) {
    return failure.facts().code + " " + failure.facts().message;
  }
  return "no refusal";
}

/// "dog bites man" or "man bites dog" among other words: the same words, so only their order tells the labels apart.
std::string ordered_texts(int64_t count) {
  const std::vector<std::string> fillers = {"today", "the", "old", "and", "then", "again"};
  std::string rows = "label\ttext\n";
  for (int64_t i = 0; i < count; ++i) {
    const bool dog = i % 2 == 0;
    std::string text = fillers[i % 6] + (dog ? " dog " : " man ") + "bites " + fillers[i % 5] + (dog ? " man" : " dog");
    rows += (dog ? "news\t" : "none\t") + (i % 7 == 0 ? text + " " + fillers[i % 4] : text) + "\n";
  }
  return rows;
}

class Classify : public ::testing::Test {
 protected:
  Classify() {
    at::set_num_threads(1);
    io::write_file_atomic(root / "texts.tsv", ordered_texts(240));
  }

  TrainClassifyOptions options(const std::string& name, Architecture architecture = Architecture::kTransformer,
                               const std::string& pos = "sinusoidal") {
    return {.data = {.data = (root / "texts.tsv").string(), .least_count = 1, .length = 12, .batch = 16},
            .model = {.architecture = architecture, .channels = 24, .layers = 1, .heads = 2, .dropout = 0, .pos = pos},
            .train = {.lr = 0.01, .warmup = "5%", .better = train::Better::kHigher},
            .epochs = 12,
            .run = {.runs = (root / "runs").string(), .name = name}};
  }
  std::string run(const std::string& name) { return (root / "runs" / name).string(); }

  testing::TemporaryFolder folder;
  const fs::path root = folder.path;
  std::vector<std::string> lines;
  Context context = {.on_line = [this](std::string_view line) { lines.emplace_back(line); },
                     .command = "sextant train"};
};

// A bag of words cannot tell these texts apart: an encoder without positions is one, and stays at chance.
TEST_F(Classify, EveryArchitectureLearnsTheOrderOfWords) {
  const TrainClassifyResult with = train_classify(options("sinusoidal"), context);
  EXPECT_GT(with.test.accuracy(), 0.95);
  EXPECT_EQ(with.labels, (std::vector<std::string>{"news", "none"}));
  EXPECT_NEAR(with.baselines.majority.accuracy(), 0.5, 0.05);
  EXPECT_LT(train_classify(options("nope", Architecture::kTransformer, "nope"), context).test.accuracy(), 0.8);
  for (const Architecture reader : {Architecture::kRnn, Architecture::kLstm, Architecture::kGru}) {
    const std::string name = std::to_string(static_cast<int>(reader));
    EXPECT_GT(train_classify(options(name, reader, "nope"), context).test.accuracy(), 0.95) << name;
  }
}

TEST_F(Classify, PredictsAndEvaluatesFromTheFolderAlone) {
  train_classify(options("mine", Architecture::kGru), context);
  Predictor predictor({.model = run("mine"), .top_k = 2}, context);
  const std::vector<std::string> texts = {"dog bites man", "", "man bites dog", "unseen words"};
  const std::vector<Prediction> answers = predictor.predict(texts);
  ASSERT_EQ(answers.size(), texts.size());
  EXPECT_EQ(answers[0][0].first, "news");
  EXPECT_EQ(answers[2][0].first, "none");
  for (const Prediction& answer : answers) EXPECT_NEAR(answer[0].second + answer[1].second, 1, 1e-6);
  EXPECT_EQ(predictor.lengths().inputs, 4);
  EXPECT_EQ(predictor.lengths().unknown, 2);

  const EvalResult result = evaluate({.model = run("mine"), .data = (root / "texts.tsv").string()}, context);
  EXPECT_EQ(result.metrics[0].name, "accuracy");
  EXPECT_GT(result.metrics[0].value, 0.95);
  EXPECT_NE(
      evaluate({.model = run("mine"), .data = (root / "texts.tsv").string(), .fail_under = "accuracy=1.01"}, context)
          .failed,
      "");
}

TEST_F(Classify, ResumesToTheSameWeights) {
  TrainClassifyOptions whole = options("whole", Architecture::kLstm), parted = options("parted", Architecture::kLstm);
  whole.model.dropout = parted.model.dropout = 0.1;
  train_classify(whole, context);
  int64_t steps = 0;
  Context stopped = context;
  stopped.should_stop = [&] { return ++steps == 40; };
  EXPECT_THROW(train_classify(parted, stopped), Interrupted);
  parted.run.existing = Existing::kResume;
  train_classify(parted, context);
  const auto a = models::load_tensors(fs::path(run("whole")) / "last" / "model.safetensors");
  const auto b = models::load_tensors(fs::path(run("parted")) / "last" / "model.safetensors");
  for (const auto& [name, tensor] : a) EXPECT_TRUE(tensor.equal(b.at(name))) << name;
}

TEST_F(Classify, BeginsWithVectorsAndLeavesFrozenOnesAlone) {
  io::write_file_atomic(root / "vectors.txt", "dog 1 0 0 2\nman 0 3 0 0\nunseen 1 1 1 1\nbites 0 0 1 0\n");
  TrainClassifyOptions frozen = options("frozen", Architecture::kGru, "nope");
  frozen.model.channels = 4;
  frozen.model.vectors = (root / "vectors.txt").string();
  frozen.model.vector_use = VectorUse::kFrozen;
  frozen.epochs = 2;
  const TrainClassifyResult result = train_classify(frozen, context);
  EXPECT_EQ(result.vectors.found, 3);
  EXPECT_EQ(result.vectors.in_file, 4);
  const OpenedClassifier opened = open_classifier(run("frozen"), "cpu");
  const torch::Tensor table = opened.contents.model->named_parameters()["reader.embedding.weight"];
  const auto row = [&](const char* word) { return table[*opened.contents.vocabulary->id_of(word)]; };
  // One factor for all: what pointed where still does, and lengths keep their ratios.
  EXPECT_TRUE(torch::allclose(row("dog") / row("dog")[0], torch::tensor({1.0F, 0.0F, 0.0F, 2.0F})));
  EXPECT_FLOAT_EQ((row("man")[1] / row("dog")[0]).item<float>(), 3);
  frozen.model.channels = 6;
  frozen.run.name = "narrow";
  EXPECT_EQ(refusal([&] { train_classify(frozen, context); }),
            "E-USAGE-VALUE the vectors have 4 channels, the model has 6");
}

TEST_F(Classify, TellsWhatWasCutAndWhatIsUnknown) {
  TrainClassifyOptions cut = options("cut", Architecture::kGru);
  cut.data.length = 4;
  cut.epochs = 1;
  const TrainClassifyResult result = train_classify(cut, context);
  EXPECT_EQ(result.lengths.over_limit, result.lengths.inputs);
  EXPECT_THAT(lines, ::testing::Contains(HasSubstr("texts cut at 4 tokens")));
}

TEST_F(Classify, RefusesWhatCannotBeLearnt) {
  const auto with = [&](const std::string& table, auto change) {
    io::write_file_atomic(root / "other.tsv", table, io::Overwrite::kReplace);
    TrainClassifyOptions given = options("refused");
    given.data.data = (root / "other.tsv").string();
    change(given);
    return refusal([&] { train_classify(given, context); });
  };
  const auto as_it_is = [](TrainClassifyOptions&) {};
  const std::string other = (root / "other.tsv").string();
  EXPECT_EQ(with("label\ttext\na\tx\na\ty\n", as_it_is),
            "E-DATA-EMPTY " + other + ": every text has the label 'a', so there is nothing to learn");
  EXPECT_EQ(with("text\nx\ny\n", as_it_is), "E-DATA-EMPTY " + other + ": has no labels to learn");
  EXPECT_EQ(with("label\ttext\na\tx\na\ty\nb\tz\n", as_it_is),
            "E-DATA-EMPTY hold out: label 'b' has 1 sample, too few to be in both parts");
  EXPECT_THAT(with("label\ttext\na\tx\nb\n", as_it_is), HasSubstr("E-DATA-ROW"));
  EXPECT_THAT(with("label\ttext\na\tx\n", [](auto& o) { o.data.read.text_column = "txt"; }),
              HasSubstr("E-DATA-COLUMN"));
  EXPECT_THAT(with(ordered_texts(40),
                   [](auto& o) {
                     o.model.architecture = Architecture::kLstm;
                     o.model.pos = "alibi";
                   }),
              HasSubstr("E-SPEC recurrent: 'alibi' enters attention"));
  EXPECT_THAT(with(ordered_texts(40), [](auto& o) { o.data.tokenizer = "letters"; }),
              HasSubstr("E-USAGE-VALUE tokenizer: must be char, byte, word"));
  EXPECT_THAT(with(ordered_texts(40), [](auto& o) { o.data.hold_out = 0.5; }), HasSubstr("E-USAGE-VALUE hold-out"));
  io::write_file_atomic(root / "test.tsv", "label\ttext\nnews\ta\nnone\tb\nnewz\tc\n");
  EXPECT_EQ(with(ordered_texts(40), [&](auto& o) { o.data.test = (root / "test.tsv").string(); }),
            "E-DATA-LABEL " + (root / "test.tsv").string() +
                ":4: label 'newz' is not one of the 2 trained on; did you mean 'news'?");
}

TEST_F(Classify, RefusesAModelOfAnotherTask) {
  TrainClassifyOptions quick = options("quick", Architecture::kGru);
  quick.epochs = 1;
  train_classify(quick, context);
  EXPECT_THAT(refusal([&] { open_model(run("quick"), "cpu"); }), HasSubstr("is a classifier, and no language model"));
  EXPECT_THAT(refusal([&] { Predictor({.model = run("quick"), .top_k = 3}, context); }),
              HasSubstr("top-k must be from 0 to 2"));
  Predictor predictor({.model = run("quick")}, context);
  const std::vector<std::string> bad = {"fine", "a\xC3("};
  EXPECT_EQ(refusal([&] { predictor.predict(bad); }), "E-DATA-UTF8 -:2:2: invalid UTF-8, bytes 0xC3 0x28");
}

}  // namespace
}  // namespace sextant::tasks
