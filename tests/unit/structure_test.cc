#include "pipeline/text/structure.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace attest {
namespace {

struct SentenceCase {
  const char* text;
  std::vector<std::string> sentences;
};

TEST(Structure, Sentences) {
  const SentenceCase cases[] = {
      {"Acme fell. It rose.", {"Acme fell.", "It rose."}},
      {"Acme Corp. said so. It rose.", {"Acme Corp. said so.", "It rose."}},
      {"Mr. J. Smith of Acme Inc. Holdings left.", {"Mr. J. Smith of Acme Inc. Holdings left."}},
      {"He sold to Acme Inc. The price was low.", {"He sold to Acme Inc.", "The price was low."}},
      {"U.S. Treasury yields rose 3.5 pct. \"Good,\" he said.",
       {"U.S. Treasury yields rose 3.5 pct.", "\"Good,\" he said."}},
      {"He said \"yes.\" Then he left.", {"He said \"yes.\"", "Then he left."}},
      {"It is No. 4 of Jan. 5, p. 7. OK?", {"It is No. 4 of Jan. 5, p. 7.", "OK?"}},
      {"He said no. 4 men left.", {"He said no. 4 men left."}},
      {"Why? Because! So what... Nothing.", {"Why?", "Because!", "So what...", "Nothing."}},
      {"Yahoo! Inc rose. eBay fell.", {"Yahoo! Inc rose.", "eBay fell."}},
      {"1. Acme is first.", {"1. Acme is first."}},
      {"no stop", {"no stop"}},
      {"", {}},
  };
  for (const SentenceCase& c : cases) {
    const Structure structure = FindStructure(c.text, {});
    std::vector<std::string> found;
    for (const Sentence& s : structure.sentences)
      found.push_back(std::string(c.text).substr(s.in_view.begin, s.in_view.length_bytes()));
    EXPECT_EQ(found, c.sentences) << c.text;
  }
}

}  // namespace
}  // namespace attest
