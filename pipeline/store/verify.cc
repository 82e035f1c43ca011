#include "pipeline/store/verify.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "pipeline/model/json.h"
#include "pipeline/store/document_index.h"
#include "pipeline/store/generation.h"
#include "pipeline/store/layout.h"
#include "pipeline/store/lines.h"
#include "pipeline/text/view.h"

namespace attest {
namespace {

using Json = nlohmann::json;

// Texts of documents that citations were compared with lately.
constexpr size_t kCachedBytes = 64u << 20;

class Verifier {
 public:
  Verifier(const Generation& generation, const ReadOriginal& read_original,
           const std::function<void(const VerifyFailure&)>& on_failure)
      : generation_(generation), read_original_(read_original), on_failure_(on_failure) {}

  Result<VerifySummary> Run() {
    Result<MappedFile> documents = MappedFile::Open(generation_.PathOf(layout::kDocuments));
    if (!documents.ok()) return documents.error();
    documents_ = *std::move(documents);
    Check(layout::kDocuments, [this](std::string_view line) { Document(line); });
    Check(layout::kMentions, [this](std::string_view line) { Mention(line); });
    Check(layout::kClaims, [this](std::string_view line) { Claim(line); });
    Check(layout::kFacts, [this](std::string_view line) { Fact(line); });
    Check(layout::kNames, [this](std::string_view line) { Ordered(Key(NameSortKey, line)); });
    Check(layout::kEntities, [this](std::string_view line) { Ordered(Field(line, "id")); });
    Check(layout::kRejects, [this](std::string_view line) { Ordered(std::string(line)); });
    return summary_;
  }

 private:
  void Fail(std::string reason) {
    ++summary_.failures;
    on_failure_({file_, line_, std::move(reason)});
  }

  template <typename Each>
  void Check(std::string_view file, const Each& each) {
    file_ = file;
    line_ = 0;
    last_.clear();
    Result<LineReader> reader = LineReader::Open(generation_.PathOf(file), LineReader::Checksum::kSha256);
    if (!reader.ok()) return Fail("cannot be read");
    while (const std::optional<std::string_view> line = reader->Next()) {
      line_ = reader->line();
      if (!reader->ended()) Fail("the line is cut off");
      if (Json::accept(*line)) {
        each(*line);
      } else {
        Fail("the line is not JSON");
      }
    }
    line_ = 0;
    if (reader->failed()) return Fail(reader->failed()->message);
    const FileSummary& written = generation_.manifest.files.find(file)->second;
    const FileSummary read = reader->Summary();
    if (read.lines != written.lines)
      Fail("has " + std::to_string(read.lines) + " lines, " + std::to_string(written.lines) + " were written");
    if (read.sha256 == written.sha256) return;
    line_ = written.parity.DamagedLine(read.parity).value_or(0);
    Fail(line_ == 0 ? "its checksum is not that of store.json"
                    : "the line is not the one whose checksum is in store.json");
  }

  static std::optional<std::string> Field(std::string_view line, std::string_view name) {
    const std::string_view field = RawField(line, name);
    return field.empty() ? std::nullopt : std::optional<std::string>(field);
  }

  static std::optional<std::string> Key(bool (*read)(std::string_view, std::string*), std::string_view line) {
    std::string key;
    return read(line, &key) ? std::optional(std::move(key)) : std::nullopt;
  }

  void Ordered(std::optional<std::string> key) {
    if (!key) return Fail("the line has not the form of this file");
    if (*key < last_) Fail("the line is out of order");
    last_ = *std::move(key);
  }

  void Document(std::string_view line) {
    ++summary_.documents;
    Ordered(Field(line, "id"));
    const Result<StoredDocument> stored = ParseDocument(line);
    if (!stored.ok()) return Fail("the line " + stored.error().message);
    const std::string& text = stored->document.text;
    if (DocumentId(text) != stored->id) Fail("the id is not that of the text");
    for (const Span span : stored->document.boilerplate) {
      if (span.end > text.size() || span.begin > span.end) Fail("boilerplate lies outside the text");
    }
    if (!read_original_) return;
    Original(stored->document.source, text);
    for (const StoredDocument::Copy& copy : stored->copies) Original(copy.source, text);
  }

  void Original(const Source& source, const std::string& text) {
    const Result<std::optional<std::string>> read = read_original_(source);
    if (read.ok() && !*read) {
      ++summary_.originals_missing;
    } else if (read.ok() && **read == text) {
      ++summary_.originals_same;
    } else {
      ++summary_.failures;
      const std::string where = source.id.empty() ? std::string() : "article " + source.id + ": ";
      on_failure_({source.path, source.line,
                   where + (read.ok() ? "the text is no longer what is stored" : read.error().message)});
    }
  }

  struct Text {
    std::string text;
    std::optional<CodePoints> code_points;
  };
  // nullptr when there is no such document.
  const Text* TextOf(const std::string& id) {
    const auto known = texts_.find(id);
    if (known != texts_.end()) return known->second.get();
    const std::optional<std::string_view> line = FindLine(documents_.bytes(), "{\"id\":\"", id);
    if (!line) return nullptr;
    Result<StoredDocument> stored = ParseDocument(*line);
    if (!stored.ok()) return nullptr;
    if (cached_bytes_ > kCachedBytes) {
      texts_.clear();
      cached_bytes_ = 0;
    }
    cached_bytes_ += stored->document.text.size();
    auto text = std::make_unique<Text>();
    text->text = std::move(stored->document.text);
    const bool ascii =
        std::all_of(text->text.begin(), text->text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    text->code_points.emplace(text->text, ascii);
    return texts_.emplace(id, std::move(text)).first->second.get();
  }

  void Quote(const std::string& document, Span bytes, const std::optional<Span>& chars, const std::string& quote) {
    ++summary_.citations;
    const Text* text = TextOf(document);
    if (text == nullptr) return Fail("cites the document " + document + ", which is not there");
    if (bytes.begin > bytes.end || bytes.end > text->text.size() ||
        text->text.compare(bytes.begin, bytes.length_bytes(), quote) != 0)
      return Fail("\"" + quote + "\" does not stand at bytes " + std::to_string(bytes.begin) + " to " +
                  std::to_string(bytes.end) + " of " + document);
    if (chars && text->code_points->Of(bytes) != *chars)
      Fail("\"" + quote + "\" does not stand at code points " + std::to_string(chars->begin) + " to " +
           std::to_string(chars->end) + " of " + document);
  }

  void Mention(std::string_view line) {
    Ordered(Field(line, "document"));
    const Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    const auto range = [&json](const char* name) {
      const auto it = json.find(name);
      if (it == json.end() || !it->is_array() || it->size() != 2 || !(*it)[0].is_number_unsigned() ||
          !(*it)[1].is_number_unsigned())
        return std::optional<Span>();
      return std::optional<Span>(Span{(*it)[0].get<uint32_t>(), (*it)[1].get<uint32_t>()});
    };
    const std::optional<Span> bytes = range("bytes"), chars = range("chars");
    const auto text = json.find("text"), document = json.find("document");
    if (!bytes || !chars || text == json.end() || !text->is_string() || document == json.end() ||
        !document->is_string())
      return Fail("the line is no mention");
    Quote(document->get<std::string>(), *bytes, chars, text->get<std::string>());
  }

  void Claim(std::string_view line) {
    Ordered(Key(ClaimSortKey, line));
    const Result<StoredClaim> claim = ParseStoredClaim(line);
    if (!claim.ok()) return Fail(claim.error().message);
    Quote(claim->document, claim->claim.quote, claim->quote_code_points, claim->quote);
    for (size_t i = 0; i < claim->claim.roles.size(); ++i) {
      const Span span = claim->claim.roles[i].span;
      if (!span.empty()) Quote(claim->document, span, std::nullopt, claim->role_quotes[i]);
    }
  }

  void Citations(const std::vector<Citation>& citations) {
    for (const Citation& citation : citations) {
      Quote(citation.document, citation.bytes, citation.code_points, citation.quote);
      for (const Citation::RoleQuote& role : citation.roles)
        Quote(citation.document, role.bytes, std::nullopt, role.quote);
    }
  }

  void Fact(std::string_view line) {
    const std::optional<std::string> key = Field(line, "key"), id = Field(line, "id");
    Ordered(key && id ? std::optional(*key + '\x01' + *id) : std::nullopt);
    const Result<attest::Fact> fact = ParseFact(line);
    if (!fact.ok()) return Fail(fact.error().message);
    if (fact->citations.empty()) Fail("the fact has no citation");
    Citations(fact->citations);
    for (const Alternative& alternative : fact->alternatives) Citations(alternative.citations);
  }

  const Generation& generation_;
  const ReadOriginal& read_original_;
  const std::function<void(const VerifyFailure&)>& on_failure_;
  MappedFile documents_;
  std::unordered_map<std::string, std::unique_ptr<Text>> texts_;
  size_t cached_bytes_ = 0;
  VerifySummary summary_;
  std::string file_;
  uint64_t line_ = 0;
  std::string last_;
};

}  // namespace

Result<VerifySummary> VerifyStore(const std::string& folder, const ReadOriginal& read_original,
                                  const std::function<void(const VerifyFailure&)>& on_failure) {
  const Result<std::optional<Generation>> found = FindGeneration(folder);
  if (!found.ok()) return found.error();
  if (!*found)
    return Error{ErrorCode::kNotFound, folder + ": holds no store; `attest run` makes one, -o names another"};
  return Verifier(**found, read_original, on_failure).Run();
}

}  // namespace attest
