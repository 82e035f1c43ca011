#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "pipeline/ingest/boilerplate.h"
#include "pipeline/ingest/decode.h"
#include "pipeline/ingest/id_table.h"
#include "pipeline/ingest/reader.h"

namespace attest {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;

const RuleSet& Rules() {
  static const RuleSet* const rules = [] {
    Result<RuleSet> loaded = RuleSet::Load(ATTEST_SOURCE_DIR "/rules");
    if (!loaded.ok()) {
      ADD_FAILURE() << loaded.error().message;
      std::abort();
    }
    return new RuleSet(*std::move(loaded));
  }();
  return *rules;
}

std::string Day10(const std::optional<Day>& day) {
  std::string out;
  if (day) AppendDay(*day, &out);
  return out;
}

// A folder of its own for each test. Documents and rejects read as one line each:
//   "a.txt#a: text"   "b.jsonl:3#id: text"   "!c.txt empty"   "!b.jsonl:2 not-json"
class Ingest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "attest-ingest-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Path(const std::string& name) const { return (folder_ / name).string(); }

  void Write(const std::string& name, std::string_view bytes) const {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }

  // `inputs` are relative to the folder.
  std::vector<std::string> Read(std::vector<std::string> inputs, const IngestOptions& options = {}) {
    for (std::string& input : inputs) input = Path(input);
    Result<Reader> reader = Reader::Open(Rules(), inputs, options);
    if (!reader.ok()) return {reader.error().message};
    std::vector<std::string> seen;
    documents_.clear();
    reasons_.clear();
    const auto place = [this](const Source& source) {
      std::string out = source.path;
      if (out.starts_with(folder_.string() + "/")) out = out.substr(folder_.string().size() + 1);
      return source.line == 0 ? out : out + ":" + std::to_string(source.line);
    };
    const auto on_reject = [&](const Reject& reject) {
      seen.push_back("!" + place(reject.source) + " " + reject.code);
      reasons_.push_back(reject.reason);
      EXPECT_FALSE(reject.reason.empty());
      EXPECT_EQ(reject.reason.find('\n'), std::string::npos);
    };
    while (std::optional<Document> document = reader->Next(on_reject)) {
      seen.push_back(place(document->source) + "#" + document->source.id + ": " + document->text);
      documents_.push_back(*std::move(document));
    }
    bytes_read_ = reader->bytes_read();
    bytes_total_ = reader->bytes_total();
    passed_over_ = reader->files_passed_over();
    return seen;
  }

  fs::path folder_;
  std::vector<Document> documents_;
  std::vector<std::string> reasons_;
  uint64_t bytes_read_ = 0;
  uint64_t bytes_total_ = 0;
  uint64_t passed_over_ = 0;
};

using Seen = std::vector<std::string>;

TEST_F(Ingest, OneFileOneAnswer) {
  const struct {
    const char* name;
    std::string bytes;
    Seen seen;
  } cases[] = {
      {"a.txt", "Acme rose.\r\n", {"a.txt#a: Acme rose.\r\n"}},
      {"no-extension", "Acme rose.", {"no-extension#no-extension: Acme rose."}},
      {"empty.txt", "", {"!empty.txt empty"}},
      {"blank.txt", " \r\n\t\n", {"!blank.txt empty"}},
      {"bom.txt",
       "\xEF\xBB\xBF"
       "Acme",
       {"bom.txt#bom: Acme"}},
      {"only-bom.txt", "\xEF\xBB\xBF", {"!only-bom.txt empty"}},
      {"utf16le.txt",
       "\xFF\xFE"
       "A\0c\0"s,
       {"utf16le.txt#utf16le: Ac"}},
      {"utf16be.txt", "\xFE\xFF\0A\0c"s, {"utf16be.txt#utf16be: Ac"}},
      {"utf32le.txt", "\xFF\xFE\0\0A\0\0\0\xAC\x20\0\0"s, {"utf32le.txt#utf32le: A\u20ac"}},
      {"utf16-bare.txt", "A\0c\0m\0e\0 \0r\0o\0s\0e\0"s, {"utf16-bare.txt#utf16-bare: Acme rose"}},
      {"utf16-broken.txt",
       "\xFF\xFE"
       "A\0c"s,
       {"!utf16-broken.txt not-utf8"}},
      {"latin1.txt",
       "Nestl\xE9 paid \xA3"
       "5m, the company said in a caf\xE9 at the end of the week.\n",
       {"latin1.txt#latin1: Nestl\u00e9 paid \u00a35m, the company said in a caf\u00e9 at the end of the week.\n"}},
      {"windows.txt",
       "The company said it\x92s \x93"
       "big\x94 \x96 it paid \x80"
       "5m for the shares of the firm.\n",
       {"windows.txt#windows: The company said it\u2019s \u201cbig\u201d \u2013 it paid \u20ac5m for the shares of the "
        "firm.\n"}},
      {"broken-utf8.txt", "\u20ac5m and \u20ac6m and \u20ac7m \xFF more", {"!broken-utf8.txt not-utf8"}},
      {"nul.txt", "Acme\0rose"s, {"!nul.txt binary"}},
      {"image.txt", "\x89PNG\r\n\x1A\n....", {"!image.txt binary"}},
      {"paper.pdf", "%PDF-1.4 ...", {"!paper.pdf binary"}},
      {"a.jsonl", "{\"id\":\"x\",\"text\":\"Acme\"}\n", {"a.jsonl:1#x: Acme"}},
      {"crlf.jsonl",
       "{\"id\":\"x\",\"text\":\"a\\r\\nb\"}\r\n\r\n{\"doc\":\"y\",\"text\":\"b\"}",
       {"crlf.jsonl:1#x: a\r\nb", "crlf.jsonl:3#y: b"}},
      {"bom.ndjson", "\xEF\xBB\xBF{\"text\":\"Acme\"}\n", {"bom.ndjson:1#bom: Acme"}},
      {"utf16.jsonl", "\xFF\xFE{\0"s, {"!utf16.jsonl not-utf8"}},
      {"empty.jsonl", "", {"!empty.jsonl empty"}},
      {"blank.jsonl", "\n\n", {}},
      {"fields.jsonl",
       R"({"n":{"text":"no","l":[1,{"id":"no"}]},"doc":"d","id":"i","text":"yes","z":null})",
       {"fields.jsonl:1#i: yes"}},
      {"number.jsonl", R"({"id": 12 ,"text":"yes"})", {"number.jsonl:1#12: yes"}},
      {"key.jsonl", R"({"te\u0078t":"\u20ac5m \ud83d\ude80"})", {"key.jsonl:1#key: \u20ac5m \U0001f680"}},
      {"bad.jsonl",
       "{\"text\":\"a\"\nnonsense\n[1]\n{\"text\":\"a\"} {}\n{\"text\":\"good\"}\n",
       {"!bad.jsonl:1 not-json", "!bad.jsonl:2 not-json", "!bad.jsonl:3 not-json", "!bad.jsonl:4 not-json",
        "bad.jsonl:5#bad: good"}},
      {"half.jsonl", R"({"text":"a \ud83d b"})", {"!half.jsonl:1 not-json"}},
      {"escape.jsonl", R"({"text":"a \q b"})", {"!escape.jsonl:1 not-json"}},
      {"open.jsonl", R"({"text":"a)", {"!open.jsonl:1 not-json"}},
      {"nul.jsonl", R"({"text":"a\u0000b"})", {"!nul.jsonl:1 binary"}},
      {"bytes.jsonl",
       "{\"text\":\"a\xFF"
       "b\"}\n{\"text\":\"good\"}",
       {"!bytes.jsonl:1 not-utf8", "bytes.jsonl:2#bytes: good"}},
      {"none.jsonl",
       "{}\n{\"text\":null}\n{\"text\":\" \"}\n{\"text\":5}\n{\"title\":\"a\"}",
       {"!none.jsonl:1 no-text", "!none.jsonl:2 no-text", "!none.jsonl:3 no-text", "!none.jsonl:4 no-text",
        "!none.jsonl:5 no-text"}},
      {"double.jsonl",
       "{\"id\":\"x\",\"text\":\"a\"}\n{\"id\":\"y\",\"text\":\"b\"}\n{\"doc\":\"x\",\"text\":\"c\"}\n",
       {"double.jsonl:1#x: a", "double.jsonl:2#y: b", "!double.jsonl:3 double-id"}},
      {"sniffed.json", "\n {\"id\":\"x\",\"text\":\"Acme\"}\n", {"sniffed.json:2#x: Acme"}},
      {"brace.dat", "{curly} talk\nmore", {"brace.dat#brace: {curly} talk\nmore"}},
  };
  for (const auto& c : cases) {
    Write(c.name, c.bytes);
    EXPECT_EQ(Read({c.name}), c.seen) << c.name;
    EXPECT_EQ(bytes_total_, c.bytes.size()) << c.name;
    if (c.seen != Seen{} && c.seen[0].find(" binary") == std::string::npos) {
      EXPECT_EQ(bytes_read_, c.bytes.size()) << c.name;
    }
  }
}

TEST_F(Ingest, ReasonsHelp) {
  const struct {
    const char* bytes;
    const char* in_reason;
  } cases[] = {
      {"{\"id\":\"x\",\"text\":\"a\"}\n{\"id\":\"x\",\"text\":\"b\"}", "line 1 has the same id, \"x\""},
      {"{\"text\":\"a\xFF"
       "b\"}",
       "from its byte 10 on"},
      {"[1]", "no object"},
      {"{\"text\":7}", "not a string"},
      {"{\"text\":\"a \\ud83d b\"}", "half of a \\u pair"},
  };
  for (const auto& c : cases) {
    Write("a.jsonl", c.bytes);
    Read({"a.jsonl"});
    ASSERT_EQ(reasons_.size(), 1u) << c.bytes;
    EXPECT_NE(reasons_[0].find(c.in_reason), std::string::npos) << reasons_[0];
  }
}

TEST_F(Ingest, PublicationDates) {
  const struct {
    const char* name;
    const char* bytes;
    const char* published;
  } cases[] = {
      {"a.txt", "date 2025-01-23\n\nAcme", "2025-01-23"},
      {"a.txt", "\n  date 2025-01-23 Acme", "2025-01-23"},
      {"a.txt", "date 2025-01-23", "2025-01-23"},
      {"a.txt", "date 2025-01-234 Acme", "2020-02-02"},
      {"a.txt", "date 2025-02-30\n\nAcme", "2020-02-02"},
      {"a.txt", "update 2025-01-23 Acme", "2020-02-02"},
      {"a.txt", "Acme", "2020-02-02"},
      {"a.jsonl", R"({"text":"Acme","published":"2025-01-23"})", "2025-01-23"},
      {"a.jsonl", R"({"text":"Acme","published":"2025-01-23T10:00:00Z"})", "2025-01-23"},
      {"a.jsonl", R"({"text":"date 2024-01-01\nAcme","published":"2025-01-23"})", "2025-01-23"},
      {"a.jsonl", R"({"text":"date 2024-01-01\nAcme","published":null})", "2024-01-01"},
      {"a.jsonl", R"({"text":"Acme","published":"last week"})", "2020-02-02"},
      {"a.jsonl", R"({"text":"Acme","published":"2025-01-23-04"})", "2020-02-02"},
  };
  for (const auto& c : cases) {
    Write(c.name, c.bytes);
    Read({c.name}, {.published = ParseDay("2020-02-02")});
    ASSERT_EQ(documents_.size(), 1u) << c.bytes;
    EXPECT_EQ(Day10(documents_[0].published), c.published) << c.bytes;
  }
  Write("a.txt", "Acme");
  Read({"a.txt"});
  EXPECT_EQ(Day10(documents_.at(0).published), "");
}

TEST_F(Ingest, Metadata) {
  Write("a.jsonl", R"({"id":"x","title":"Acme \"rises\"","url":"https://a.example/1","text":"Acme"})");
  Read({"a.jsonl"});
  ASSERT_EQ(documents_.size(), 1u);
  EXPECT_EQ(documents_[0].title, "Acme \"rises\"");
  EXPECT_EQ(documents_[0].source, (Source{Path("a.jsonl"), "https://a.example/1", "x", 1}));
}

TEST_F(Ingest, DoubleIdsMayBeAllowedAndCountByFile) {
  Write("a.jsonl", "{\"id\":\"x\",\"text\":\"a\"}\n{\"id\":\"x\",\"text\":\"b\"}\n");
  EXPECT_EQ(Read({"a.jsonl", "a.jsonl"}, {.published = {}, .unique_ids = false}).size(), 4u);
  EXPECT_EQ(Read({"a.jsonl", "a.jsonl"}),
            (Seen{"a.jsonl:1#x: a", "!a.jsonl:2 double-id", "a.jsonl:1#x: a", "!a.jsonl:2 double-id"}));
  std::string many;
  for (int i = 0; i < 3000; ++i) many += "{\"id\":" + std::to_string(i) + ",\"text\":\"a\"}\n";
  Write("many.jsonl", many + "{\"id\":1234,\"text\":\"a\"}\n");
  const Seen seen = Read({"many.jsonl"});
  ASSERT_EQ(seen.size(), 3001u);
  EXPECT_EQ(seen.back(), "!many.jsonl:3001 double-id");
  EXPECT_EQ(reasons_, Seen{"line 1235 has the same id, \"1234\""});
}

TEST(IdTable, KeepsTheFirstMillions) {
  IdTable ids;
  for (uint64_t i = 1; i <= IdTable::kMostIds + 2; ++i) ASSERT_EQ(ids.Add(std::to_string(i), i), i);
  EXPECT_EQ(ids.Add("5", 7), 5u);
  EXPECT_EQ(ids.Add(std::to_string(IdTable::kMostIds), 7), IdTable::kMostIds);
  EXPECT_EQ(ids.Add(std::to_string(IdTable::kMostIds + 1), 7), 7u);
}

TEST_F(Ingest, TooLongIsSkippedAndReadingGoesOn) {
  const std::string filler(3u << 20, 'x');
  Write("a.jsonl", "{\"text\":\"one\"}\n{\"text\":\"" + filler + "\"}\n{\"text\":\"two\"}\n{\"text\":\"" + filler);
  Write("a.txt", filler);
  const IngestOptions options{.published = {}, .max_document_bytes = 100};
  EXPECT_EQ(Read({"a.jsonl", "a.txt"}, options), (Seen{"a.jsonl:1#a: one", "!a.jsonl:2 too-long", "a.jsonl:3#a: two",
                                                       "!a.jsonl:4 too-long", "!a.txt too-long"}));
  EXPECT_NE(reasons_.at(0).find(std::to_string(filler.size() + 11) + " bytes"), std::string::npos) << reasons_[0];
  EXPECT_EQ(Read({"a.txt"}), Seen{"!a.txt too-long"});  // more than two MiB
  EXPECT_EQ(Read({"a.jsonl"}, {.published = {}, .max_document_bytes = 4u << 20}).size(),
            4u);  // the last line is no JSON
  EXPECT_EQ(documents_.at(1).text, filler);
}

TEST_F(Ingest, LinesAcrossChunks) {
  std::string lines;
  Seen wanted;
  for (int i = 0; i < 300; ++i) {
    const std::string text(static_cast<size_t>(i) * 97 % 30000 + 1, static_cast<char>('a' + i % 26));
    lines += "{\"text\":\"" + text + "\"}\n";
    wanted.push_back("a.jsonl:" + std::to_string(i + 1) + "#a: " + text);
  }
  Write("a.jsonl", lines);
  EXPECT_EQ(Read({"a.jsonl"}), wanted);
  EXPECT_EQ(bytes_read_, lines.size());
}

TEST_F(Ingest, FoldersAreWalkedInByteOrder) {
  for (const char* name : {"f/b.txt", "f/a/z.md", "f/a-b.txt", "f/a.text", "f/B.txt", "f/a/deep/x.txt", "f/a/y.txt"})
    Write(name, "t");
  Write("f/passed.html", "t");
  Write("f/.hidden.txt", "t");
  Write("f/.git/x.txt", "t");
  EXPECT_EQ(Read({"f/"}), (Seen{"f/B.txt#B: t", "f/a-b.txt#a-b: t", "f/a.text#a: t", "f/a/deep/x.txt#x: t",
                                "f/a/y.txt#y: t", "f/a/z.md#z: t", "f/b.txt#b: t"}));
  EXPECT_EQ(passed_over_, 3u);
  EXPECT_EQ(bytes_total_, 7u);
  EXPECT_EQ(Read({"./f/../f/b.txt"}), Seen{"f/b.txt#b: t"});
}

TEST_F(Ingest, Patterns) {
  for (const char* name : {"2024-b.txt", "2024-a.txt", "2025-a.txt", "lit[1].txt"}) Write(name, "t");
  EXPECT_EQ(Read({"2024-*.txt"}), (Seen{"2024-a.txt#2024-a: t", "2024-b.txt#2024-b: t"}));
  EXPECT_EQ(Read({"lit[1].txt"}), Seen{"lit[1].txt#lit[1]: t"});
  EXPECT_EQ(Read({"none-*.txt", "2025-?.txt"}), (Seen{"!none-*.txt missing", "2025-a.txt#2025-a: t"}));
}

TEST_F(Ingest, WhatIsNoFile) {
  Write("f/good.txt", "t");
  fs::create_directory_symlink(folder_ / "f", folder_ / "f" / "again");
  fs::create_symlink("nowhere", folder_ / "f" / "broken.txt");
  fs::create_symlink("round.txt", folder_ / "f" / "round.txt");
  EXPECT_EQ(Read({"f"}), (Seen{"!f/again loop", "!f/broken.txt missing", "f/good.txt#good: t", "!f/round.txt loop"}));

  ASSERT_EQ(::mkfifo(Path("pipe").c_str(), 0600), 0);
  std::thread writer([this] { Write("pipe", "{\"id\":\"x\",\"text\":\"Acme\"}\n"); });
  EXPECT_EQ(Read({"pipe", "f/good.txt"}), (Seen{"pipe:1#x: Acme", "f/good.txt#good: t"}));
  writer.join();
  EXPECT_EQ(bytes_total_, 0u);

  EXPECT_EQ(Read({"missing.txt", "f/good.txt/below"}), (Seen{"!missing.txt missing", "!f/good.txt/below unreadable"}));
  const int listening = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  Path("socket").copy(address.sun_path, sizeof(address.sun_path) - 1);
  ASSERT_EQ(::bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  EXPECT_EQ(Read({"socket"}), Seen{"!socket unreadable"});
  ::close(listening);
}

TEST_F(Ingest, DevicesAndWhatCannotBeRead) {
  const auto read = [](const std::string& path) {
    Result<Reader> reader = Reader::Open(Rules(), {path}, {.published = {}, .max_document_bytes = 1 << 22});
    std::string code;
    EXPECT_FALSE(reader->Next([&code](const Reject& reject) { code = reject.code; }).has_value());
    return code;
  };
  EXPECT_EQ(read("/dev/null"), "empty");
  EXPECT_EQ(read("/dev/zero"), "too-long");
  if (fs::exists("/proc/self/mem")) {
    EXPECT_EQ(read("/proc/self/mem"), "unreadable");
  }
  if (::geteuid() != 0) {  // root may read everything
    Write("secret.txt", "t");
    fs::permissions(folder_ / "secret.txt", fs::perms::none);
    EXPECT_EQ(read(Path("secret.txt")), "unreadable");
  }
}

// Puts a file in the place of standard input.
class StandardInput {
 public:
  explicit StandardInput(const std::string& path) : saved_(::dup(STDIN_FILENO)) {
    EXPECT_NE(std::freopen(path.c_str(), "r", stdin), nullptr);
  }
  ~StandardInput() {
    ::dup2(saved_, STDIN_FILENO);
    ::close(saved_);
  }

 private:
  int saved_;
};

TEST_F(Ingest, StandardInput) {
  const struct {
    const char* bytes;
    Seen seen;
  } cases[] = {
      {"Acme rose.\n", {"-#-: Acme rose.\n"}},
      {"\n\n {\"id\":\"x\",\"text\":\"Acme\"}\n", {"-:3#x: Acme"}},
      {"{nonsense\n{\"id\":\"x\",\"text\":\"Acme\"}\n", {"!-:1 not-json", "-:2#x: Acme"}},
      {"", {"!- empty"}},
  };
  for (const auto& c : cases) {
    Write("input", c.bytes);
    const StandardInput input(Path("input"));
    Seen seen;
    Result<Reader> reader = Reader::Open(Rules(), {"-"}, {});
    ASSERT_TRUE(reader.ok());
    const auto place = [](const Source& s) { return s.path + (s.line == 0 ? "" : ":" + std::to_string(s.line)); };
    while (const auto document = reader->Next(
               [&](const Reject& reject) { seen.push_back("!" + place(reject.source) + " " + reject.code); }))
      seen.push_back(place(document->source) + "#" + document->source.id + ": " + document->text);
    EXPECT_EQ(seen, c.seen) << c.bytes;
    EXPECT_EQ(reader->bytes_total(), 0u);
  }
}

TEST(Decode, SameBytesSameText) {
  for (const std::string& bytes :
       {"Acme\r\n"s, "Nestl\xE9 said the company paid for the caf\xE9 of the firm"s, "\xFE\xFF\0A"s, "\u20ac5m"s}) {
    const Result<std::string> once = DecodeArticle(bytes);
    const Result<std::string> again = DecodeArticle(bytes);
    ASSERT_TRUE(once.ok() && again.ok()) << bytes;
    EXPECT_EQ(*once, *again);
  }
}

TEST(Boilerplate, ExamplesHold) {
  const Result<Boilerplate> boilerplate = Boilerplate::Compile(Rules());
  ASSERT_TRUE(boilerplate.ok()) << boilerplate.error().message;
  for (const Error& error : boilerplate->CheckExamples()) ADD_FAILURE() << error.message;
}

TEST(Boilerplate, MarksWholeLines) {
  const struct {
    std::string text;
    std::vector<std::string> marked;
  } cases[] = {
      {"Acme buys Globex for $4 million in cash\n\nThe Site - Acme buys Globex for $4 million in cash\nCredit: "
       "Acme\n\nIt "
       "did.\r\nAdvertisement\r\nAnd more.\n",
       {"The Site - Acme buys Globex for $4 million in cash", "Credit: Acme", "Advertisement"}},
      {"Acme buys Globex for $4 million in cash | The Site\n\nAcme said so.", {}},
      {"Acme buys Globex for $4 million in cash\nAcme buys Globex for $4 million in cash | The Site\n",
       {"Acme buys Globex for $4 million in cash | The Site"}},
      {"Advertisement\n\nAcme buys Globex", {"Advertisement"}},
      {"Read more: how Acme bought Globex in a night", {}},
      {"Acme said it will\nread more\n", {}},
      {"", {}},
  };
  const Result<Boilerplate> boilerplate = Boilerplate::Compile(Rules());
  ASSERT_TRUE(boilerplate.ok());
  for (const auto& c : cases) {
    std::vector<std::string> marked;
    for (const Span span : boilerplate->Mark(c.text)) marked.push_back(c.text.substr(span.begin, span.length_bytes()));
    EXPECT_EQ(marked, c.marked) << c.text;
  }
}

}  // namespace
}  // namespace attest
