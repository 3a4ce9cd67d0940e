#include "sextant/eval/protocol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace sextant::eval {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string message_of(std::string_view text) {
  try {
    parse_protocol(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no error";
}

TEST(Protocol, PrintsWhatItParses) {
  for (const std::string text : {"chunk",
                                 "chunk:64",
                                 "chunk:64,carry=1",
                                 "chunk:64,tail=drop",
                                 "chunk:64,bos=1",
                                 "slide",
                                 "slide:S=32",
                                 "slide:S=L/4",
                                 "slide:512,64",
                                 "slide-unweighted:512,256,truncate=1",
                                 "suffix:64",
                                 "suffix:64,[64,128]",
                                 "suffix:1,[3],anchors=1000",
                                 "crop:64,32,[32,96]",
                                 "position:64",
                                 "passage@1024,64",
                                 "passage@1024,8,mode=offset",
                                 "llamacpp:512",
                                 "lmeval:2048",
                                 "like:hf:1024,512"})
    EXPECT_EQ(print(parse_protocol(text)), text);
}

TEST(Protocol, ParsesBackToAnEqualOne) {
  for (const std::string text : {"slide:512", "slide:S=L/4", "like:yarn:512,256", "crop:64", "passage@5,bos=1"}) {
    const Protocol protocol = parse_protocol(text);
    EXPECT_EQ(parse_protocol(print(protocol)), protocol) << text;
  }
}

TEST(Protocol, KnowsOtherToolsByName) {
  EXPECT_EQ(print(parse_protocol("like:llama.cpp:512")), "llamacpp:512");
  EXPECT_EQ(print(parse_protocol("like:lm-eval:2048")), "lmeval:2048");
  EXPECT_EQ(print(parse_protocol("like:yarn:2048,256")), "slide-unweighted:2048,256");
  EXPECT_EQ(parse_protocol("like:hf:4,2").reduction, Reduction::kHuggingFace);
}

TEST(Protocol, SlidesByAnEighthUnlessTold) {
  EXPECT_EQ(print(parse_protocol("slide:512")), "slide:512,64");
  EXPECT_EQ(print(parse_protocol("slide:512,S=L/4")), "slide:512,128");
  EXPECT_EQ(print(parse_protocol("slide:4")), "slide:4,1");
}

TEST(Protocol, SortsContexts) {
  EXPECT_THAT(parse_protocol("suffix:2,[8,2,4,4]").contexts, ElementsAre(2, 4, 8));
  EXPECT_THAT(parse_protocol("suffix:K=2,C=8/4").contexts, ElementsAre(4, 8));
}

TEST(Protocol, TakesItsLengthFromElsewhere) {
  const auto texts = [](std::string_view text, const std::vector<int64_t>& lengths) {
    std::vector<std::string> printed;
    for (const Protocol& protocol : at_lengths(parse_protocol(text), lengths)) printed.push_back(print(protocol));
    return printed;
  };
  EXPECT_THAT(texts("chunk", {64, 128}), ElementsAre("chunk:64", "chunk:128"));
  EXPECT_THAT(texts("slide", {64}), ElementsAre("slide:64,8"));
  EXPECT_THAT(texts("slide:S=32", {64, 128}), ElementsAre("slide:64,32", "slide:128,32"));
  EXPECT_THAT(texts("chunk:256", {64, 128}), ElementsAre("chunk:256"));
  EXPECT_THAT(texts("suffix:32", {16, 64, 128}), ElementsAre("suffix:32,[32,96]"));
  EXPECT_THAT(texts("crop:64,32", {64, 128}), ElementsAre("crop:64,32,[32,96]"));
  EXPECT_THROW(texts("suffix:32", {16, 32}), std::invalid_argument);
  EXPECT_THROW(texts("chunk", {}), std::invalid_argument);
  EXPECT_THROW(texts("slide:S=32", {16}), std::invalid_argument);
}

TEST(Protocol, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(message_of("chonk:4"),
            "protocol 'chonk:4': unknown name 'chonk'; protocols: chunk, slide, slide-unweighted, suffix, crop, "
            "position, passage, llamacpp, lmeval, like:llama.cpp, like:lm-eval, like:hf, like:yarn");
  EXPECT_EQ(message_of("like:gpt:4"), "protocol 'like:gpt:4': unknown tool 'gpt'; tools: llama.cpp, lm-eval, hf, yarn");
  EXPECT_EQ(message_of("chunk:4,stride=2"), "protocol 'chunk:4,stride=2': unknown key 'stride'");
  EXPECT_EQ(message_of("chunk:4,2"), "protocol 'chunk:4,2': one number too many, '2'");
  EXPECT_THAT(message_of("chunk:four"), HasSubstr("L must be a number of tokens, got 'four'"));
  EXPECT_THAT(message_of("chunk:-4"), HasSubstr("L must be a number of tokens, got '-4'"));
  EXPECT_THAT(message_of("chunk:4,carry=yes"), HasSubstr("carry must be 0 or 1, got 'yes'"));
  EXPECT_THAT(message_of("chunk:4,tail=cut"), HasSubstr("tail must be keep or drop, got 'cut'"));
  EXPECT_THAT(message_of("passage@4,mode=x"), HasSubstr("mode must be filler or offset, got 'x'"));
}

TEST(Protocol, RefusesNumbersThatMakeNoWindow) {
  EXPECT_THAT(message_of("chunk:1"), HasSubstr("a window needs at least 2 tokens, got 1"));
  EXPECT_THAT(message_of("slide:4,5"), HasSubstr("S must be at most the 4 text tokens of a window, got 5"));
  EXPECT_THAT(message_of("slide:4,4,bos=1"), HasSubstr("S must be at most the 3 text tokens of a window, got 4"));
  EXPECT_THAT(message_of("slide:4,0"), HasSubstr("S must be at least 1, got 0"));
  EXPECT_THAT(message_of("slide:4,S=L/0"), HasSubstr("S must be a number of tokens, got 'L/0'"));
  EXPECT_THAT(message_of("suffix"), HasSubstr("K must be at least 1, got 0"));
  EXPECT_THAT(message_of("suffix:2,[0,4]"), HasSubstr("C must be at least 1, got 0"));
  EXPECT_THAT(message_of("passage@4,1"), HasSubstr("K must be at least 2, got 1"));
  EXPECT_THAT(message_of("crop:4,4"), HasSubstr("K must be below W = 4, got 4"));
  EXPECT_THAT(message_of("crop:K=2"), HasSubstr("the training window W must be given"));
  EXPECT_THAT(message_of("chunk:4,carry=1,bos=1"), HasSubstr("carry=1 and bos=1 exclude each other"));
}

TEST(Protocol, IsExplained) {
  for (const ProtocolHelp& row : protocol_help()) EXPECT_FALSE(row.sentence.empty()) << row.form;
}

}  // namespace
}  // namespace sextant::eval
