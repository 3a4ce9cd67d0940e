#include "sextant/models/session.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"
#include "tests/support/tiny_models.h"

namespace sextant::models {
namespace {

using sextant::testing::largest_difference;
using sextant::testing::random_tokens;
using sextant::testing::tiny_model;
using sextant::testing::tiny_options;

constexpr double kEqual = 1e-12;  // float64, outputs of order 1
const std::vector<std::string> kSpecs = {"nope",
                                         "sinusoidal",
                                         "learned",
                                         "rope",
                                         "alibi",
                                         "t5",
                                         "kerple",
                                         "fire",
                                         "shaw",
                                         "rope+t5",
                                         "alibi@0,rope@1",
                                         "rope:scaling=dynamic,factor=4,original=4,step=2",
                                         "learned:at=every"};

std::vector<std::vector<int64_t>> splits() { return {{9}, {1, 1, 1, 1, 1, 1, 1, 1, 1}, {4, 5}, {1, 7, 1}, {5, 1, 3}}; }

torch::Tensor in_parts(Session& session, const torch::Tensor& tokens, const std::vector<int64_t>& parts,
                       const torch::Tensor& documents = {}) {
  std::vector<torch::Tensor> logits;
  int64_t from = 0;
  for (const int64_t part : parts) {
    const auto here = documents.defined() ? documents.slice(1, from, from + part) : torch::Tensor{};
    logits.push_back(session.step(tokens.slice(1, from, from + part), here));
    from += part;
  }
  return torch::cat(logits, 1);
}

TEST(Session, AnySplitGivesTheWhole) {
  for (const std::string& pos : kSpecs) {
    auto options = tiny_options(pos);
    Transformer model = tiny_model(options);
    const torch::Tensor tokens = random_tokens(2, 9);
    const torch::Tensor whole = model->forward({.tokens = tokens});
    for (const auto& parts : splits()) {
      Session session(model, 2, 16);
      EXPECT_LT(largest_difference(in_parts(session, tokens, parts), whole), kEqual) << pos << ", " << parts.size();
    }
  }
}

TEST(Session, LeftPaddingIsKeptForLaterSteps) {
  for (const std::string& pos : kSpecs) {
    Transformer model = tiny_model(tiny_options(pos));
    const torch::Tensor tokens = random_tokens(2, 9);
    torch::Tensor documents = torch::zeros({2, 4}, torch::kInt64);
    documents[0].slice(0, 0, 2) = -1;
    Session session(model, 2, 16);
    std::vector<torch::Tensor> logits = {session.step(tokens.slice(1, 0, 4), documents)};
    for (int64_t t = 4; t < 9; ++t) logits.push_back(session.step(tokens.slice(1, t, t + 1)));
    const torch::Tensor all = torch::cat(logits, 1);
    const torch::Tensor first = model->forward({.tokens = tokens.slice(0, 0, 1).slice(1, 2)});
    const torch::Tensor second = model->forward({.tokens = tokens.slice(0, 1, 2)});
    EXPECT_LT(largest_difference(all[0].slice(0, 2), first[0]), kEqual) << pos;
    EXPECT_LT(largest_difference(all[1], second[0]), kEqual) << pos;
  }
}

TEST(Session, PackedDocumentsMayBeSplitAnywhere) {
  Transformer model = tiny_model(tiny_options("rope+alibi"));
  const torch::Tensor tokens = random_tokens(1, 9);
  const torch::Tensor documents = torch::tensor({{0, 0, 0, 1, 1, 1, 1, 2, 2}}, torch::kInt64);
  const torch::Tensor whole = model->forward({.tokens = tokens, .documents = documents});
  for (const auto& parts : splits()) {
    Session session(model, 1, 16);
    EXPECT_LT(largest_difference(in_parts(session, tokens, parts, documents), whole), kEqual);
  }
}

TEST(Session, PickedRowsGoOnAsTheRowsTheyWere) {
  for (const std::string& pos : kSpecs) {
    Transformer model = tiny_model(tiny_options(pos));
    const torch::Tensor tokens = random_tokens(3, 9);
    const torch::Tensor rows = torch::tensor({2, 0, 2, 2}, torch::kInt64);
    const torch::Tensor chosen = tokens.index_select(0, rows);
    Session session(model, 3, 16);
    session.step(tokens.slice(1, 0, 5));
    session.pick(rows);
    const torch::Tensor whole = model->forward({.tokens = chosen}).slice(1, 5);
    EXPECT_LT(largest_difference(session.step(chosen.slice(1, 5)), whole), kEqual) << pos;
  }
}

TEST(Session, OneRowBecomesMany) {
  Transformer model = tiny_model(tiny_options("rope"));
  const torch::Tensor tokens = random_tokens(1, 6);
  Session session(model, 1, 16);
  session.step(tokens, torch::tensor({{-1, 0, 0, 0, 0, 0}}, torch::kInt64));
  session.pick(torch::zeros({3}, torch::kInt64));
  const torch::Tensor logits = session.step(torch::full({3, 1}, 4, torch::kInt64));
  EXPECT_LT(largest_difference(logits[0], logits[2]), kEqual);
}

TEST(Session, CutIsNeverHavingGoneTooFar) {
  for (const std::string& pos : kSpecs) {
    Transformer model = tiny_model(tiny_options(pos));
    const torch::Tensor tokens = random_tokens(2, 9);
    const torch::Tensor whole = model->forward({.tokens = tokens});
    Session session(model, 2, 32);
    session.step(tokens.slice(1, 0, 4));
    session.step(random_tokens(2, 12, 11, 5).slice(1, 0, pos == "learned" || pos == "learned:at=every" ? 3 : 12));
    session.cut(4);
    EXPECT_EQ(session.length(), 4);
    EXPECT_LT(largest_difference(session.step(tokens.slice(1, 4)), whole.slice(1, 4)), kEqual) << pos;
    session.cut(0);
    EXPECT_LT(largest_difference(session.step(tokens), whole), kEqual) << pos;
  }
}

TEST(Session, ReadsAllAgainWhenATableOfTheWholeCallChanges) {
  auto options = tiny_options("rope:scaling=dynamic,factor=4,original=4,length=call");
  Transformer model = tiny_model(options);
  const torch::Tensor tokens = random_tokens(1, 9);
  Session session(model, 1, 16);
  for (int64_t t = 0; t < 9; ++t) {
    const torch::Tensor logits = session.step(tokens.slice(1, t, t + 1));
    const torch::Tensor whole = model->forward({.tokens = tokens.slice(1, 0, t + 1)});
    EXPECT_LT(largest_difference(logits[0][0], whole[0][t]), kEqual) << t;
  }
  EXPECT_GT(session.reruns(), 0);
}

TEST(Session, RefusesWhatCannotBe) {
  Transformer model(tiny_options("nope"));
  EXPECT_VALUE_ERROR(Session(model, 0, 4), "session: batch must be at least 1, got 0");
  EXPECT_VALUE_ERROR(Session(model, 1, 0), "session: longest must be at least 1, got 0");
  auto options = tiny_options("nope");
  options.direction = Direction::kBothWays;
  EXPECT_VALUE_ERROR(Session(Transformer(options), 1, 4),
                     "session: only a causal model can go on from what it has read, got one that looks both ways");
  Session session(model, 1, 4);
  EXPECT_VALUE_ERROR(session.step(random_tokens(2, 2)), "session: tokens must be [1, T], got [2, 2]");
  EXPECT_VALUE_ERROR(session.step(random_tokens(1, 5)), "session: at most 4 tokens were announced, got 5");
  EXPECT_VALUE_ERROR(session.cut(1), "session: cannot be cut to 1 of 0 tokens");
  EXPECT_VALUE_ERROR(session.pick(torch::zeros({1})), "session: rows must be int64 [B'], got [1]");
}

}  // namespace
}  // namespace sextant::models
