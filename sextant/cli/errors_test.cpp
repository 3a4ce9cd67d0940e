#include "sextant/cli/errors.h"

#include <gtest/gtest.h>

#include <set>

#include "sextant/io/json.h"
#include "sextant/tasks/explain.h"

namespace sextant::cli {
namespace {

const tasks::Facts kFacts = {.code = "E-POS-LIMIT",
                             .message = "input 17 has 731 tokens, but 'learned' was trained for 512",
                             .where = "runs/imdb/best",
                             .why = "a learned table has no row for position 512 and above",
                             .hints = {"--length 512", "sextant train lm --pos alibi"}};

TEST(Errors, TheTextHasWhatWhereWhyAndFixes) {
  EXPECT_EQ(error_text(kFacts),
            "error[E-POS-LIMIT]: input 17 has 731 tokens, but 'learned' was trained for 512\n"
            "  at:   runs/imdb/best\n"
            "  why:  a learned table has no row for position 512 and above\n"
            "  fix:  --length 512\n"
            "    or: sextant train lm --pos alibi\n");
  EXPECT_EQ(error_text({.code = "E-BUG", .message = "x"}), "error[E-BUG]: x\n");
}

TEST(Errors, TheJsonHasSchemaCodeAndExit) {
  const io::Json json = io::parse_json(error_json(kFacts), "test");
  EXPECT_EQ(json.begin().key(), "schema");
  EXPECT_EQ(json["schema"], "sextant.error/1");
  EXPECT_EQ(json["error"]["code"], "E-POS-LIMIT");
  EXPECT_EQ(json["error"]["hints"].size(), 2u);
  EXPECT_EQ(json["error"]["exit"], 4);
}

TEST(Errors, EachCodeStandsOnceAndUnknownOnesFail) {
  std::set<std::string_view> codes;
  for (const ErrorCode& row : error_codes()) {
    EXPECT_TRUE(codes.insert(row.code).second) << row.code;
    EXPECT_FALSE(row.meaning.empty()) << row.code;
  }
  EXPECT_EQ(exit_of("E-SPEC"), 2);
  EXPECT_EQ(exit_of("W-POS-TRAINED"), 1);
}

TEST(Errors, EachCodeHasAPage) {
  for (const ErrorCode& row : error_codes())
    EXPECT_NO_THROW(tasks::explain({.name = std::string(row.code)}, {})) << row.code;
}

}  // namespace
}  // namespace sextant::cli
