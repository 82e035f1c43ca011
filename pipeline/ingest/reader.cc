#include "pipeline/ingest/reader.h"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <utility>

#include "pipeline/ingest/boilerplate.h"
#include "pipeline/ingest/decode.h"
#include "pipeline/ingest/id_table.h"
#include "pipeline/ingest/input_stream.h"
#include "pipeline/ingest/inputs.h"
#include "pipeline/ingest/json_record.h"

namespace attest {
namespace {

using Form = InputFile::Form;

// Offsets are 32 bits, and folding may lengthen a text threefold.
constexpr uint64_t kLargestDocument = 1u << 30;
constexpr std::string_view kBlanks = " \t\r\n\v\f";
constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

std::string_view TrimLeft(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(kBlanks), text.size()));
}

bool IsBlank(std::string_view text) { return text.find_first_not_of(kBlanks) == text.npos; }

// "date 2025-01-23" before the article, alone in its line or not.
std::optional<Day> LeadingDay(std::string_view text) {
  constexpr std::string_view kWord = "date ";
  constexpr size_t kDayBytes = 10;
  text = TrimLeft(text);
  if (!text.starts_with(kWord)) return std::nullopt;
  text.remove_prefix(kWord.size());
  if (text.size() > kDayBytes && kBlanks.find(text[kDayBytes]) == kBlanks.npos) return std::nullopt;
  return ParseDay(text.substr(0, kDayBytes));
}

}  // namespace

struct Reader::State {
  State(Boilerplate rules, Inputs found, const IngestOptions& given)
      : boilerplate(std::move(rules)), inputs(std::move(found)), options(given) {
    options.max_document_bytes = std::min(options.max_document_bytes, kLargestDocument);
  }

  // What came of an attempt to read: a document, a reject (already reported), or the end of the input.
  enum class Got { kDocument, kReject, kEnd };

  Got OpenNext(Document* document);
  Got ReadText(bool with_line, Document* document);
  Got ReadLine(bool sniffing, Document* document);
  void Finish(Document* document) const;
  Got Refuse(const Document& document, std::string_view code, std::string reason) const {
    (*on_reject)({document.source, std::string(code), std::move(reason)});
    return Got::kReject;
  }
  Got TooLong(const Document& document, std::string_view what, uint64_t bytes) const {
    return Refuse(document, "too-long",
                  std::string(what) + " has " + std::to_string(bytes) + " bytes, more than the limit of " +
                      std::to_string(options.max_document_bytes) + "; --max-article sets another");
  }
  const InputFile& file() const { return inputs.files[next_file - 1]; }
  void CloseStream() {
    bytes_of_closed += stream->bytes_read();
    stream.reset();
  }

  const Boilerplate boilerplate;
  const Inputs inputs;
  IngestOptions options;
  const std::function<void(const Reject&)>* on_reject = nullptr;  // of the call of Next that is running
  size_t next_file = 0;
  std::string stem;                   // of the file that is being read
  std::optional<InputStream> stream;  // of the JSON Lines that are being read
  JsonRecordParser parser;
  JsonRecord record;
  IdTable ids;  // of the file that is being read
  uint64_t bytes_of_closed = 0;
};

// Begins the next file: a text article is read whole, of JSON Lines the stream stays open.
Reader::State::Got Reader::State::OpenNext(Document* document) {
  const InputFile& input = inputs.files[next_file++];
  stem = std::filesystem::path(input.path).stem().string();
  document->source = {input.path, "", stem, 0};
  if (input.form == Form::kRejected) return Refuse(*document, input.code, input.reason);
  Result<InputStream> opened = InputStream::Open(input.path, options.max_document_bytes);
  if (!opened.ok()) return Refuse(*document, "unreadable", opened.error().message);
  stream.emplace(*std::move(opened));
  ids.Clear();
  const bool sniffing = input.form == Form::kUnknown;
  if (input.form == Form::kText || (sniffing && stream->FirstByte() != '{')) return ReadText(false, document);
  return ReadLine(sniffing, document);
}

Reader::State::Got Reader::State::ReadText(bool with_line, Document* document) {
  document->source.line = 0;
  const InputStream::Got got = stream->Whole(with_line);
  std::string_view problem;
  Got result = Got::kDocument;
  if (got == InputStream::Got::kFailed) {
    result = Refuse(*document, "unreadable", stream->failure());
  } else if (got == InputStream::Got::kTooLong) {
    result = TooLong(*document, "this article", stream->length());
  } else if (got == InputStream::Got::kEnd) {
    result = Refuse(*document, "empty", "there is nothing in it");
  } else if (Result<std::string> text = DecodeArticle(stream->line(), &problem); !text.ok()) {
    result = Refuse(*document, problem, text.error().message);
  } else if (IsBlank(*text)) {
    result = Refuse(*document, "empty", "there is nothing but white space in it");
  } else {
    document->text = *std::move(text);
    Finish(document);
  }
  CloseStream();
  return result;
}

// The next line of JSON Lines. `sniffing`: the file's name does not say that it is; when its first line is no JSON
// document, it is a text article.
Reader::State::Got Reader::State::ReadLine(bool sniffing, Document* document) {
  for (;;) {
    const InputStream::Got got = stream->NextLine();
    document->source = {file().path, "", stem, stream->line_number()};
    if (got == InputStream::Got::kEnd) {
      const bool nothing = stream->line_number() == 0;
      CloseStream();
      if (!nothing) return Got::kEnd;
      document->source.line = 0;
      return Refuse(*document, "empty", "there is nothing in it");
    }
    if (got == InputStream::Got::kFailed) {
      Refuse(*document, "unreadable", stream->failure());
      CloseStream();
      return Got::kReject;
    }
    if (got == InputStream::Got::kTooLong) return TooLong(*document, "this line", stream->length());
    std::string_view line = stream->line();
    if (stream->line_number() == 1) {
      if (line.starts_with(kUtf8Mark)) line.remove_prefix(kUtf8Mark.size());
      if (line.starts_with("\xFF\xFE") || line.starts_with("\xFE\xFF")) {
        document->source.line = 0;
        Refuse(*document, "not-utf8", "this file is in UTF-16; JSON Lines are UTF-8");
        CloseStream();
        return Got::kReject;
      }
    }
    if (IsBlank(line)) continue;
    if (const std::optional<JsonProblem> problem = parser.Parse(line, &record)) {
      if (sniffing && file().path != "-" && stream->line_number() == 1) return ReadText(true, document);
      return Refuse(*document, problem->code, problem->reason);
    }
    break;
  }
  if (!record.id.empty()) {
    document->source.id = std::move(record.id);
    if (const uint64_t first = ids.Add(document->source.id, document->source.line);
        options.unique_ids && first != document->source.line)
      return Refuse(*document, "double-id",
                    "line " + std::to_string(first) + " has the same id, \"" + document->source.id + "\"");
  }
  document->source.url = std::move(record.url);
  document->text = std::move(record.text);
  document->title = std::move(record.title);
  document->published = record.published;
  Finish(document);
  return Got::kDocument;
}

void Reader::State::Finish(Document* document) const {
  if (!document->published) document->published = LeadingDay(document->text);
  if (!document->published) document->published = options.published;
  document->boilerplate = boilerplate.Mark(document->text);
}

Reader::Reader(std::unique_ptr<State> state) : state_(std::move(state)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Result<Reader> Reader::Open(const RuleSet& rules, std::vector<std::string> inputs, const IngestOptions& options) {
  Result<Boilerplate> boilerplate = Boilerplate::Compile(rules);
  if (!boilerplate.ok()) return boilerplate.error();
  return Reader(std::make_unique<State>(*std::move(boilerplate), FindInputs(inputs), options));
}

std::optional<Document> Reader::Next(const std::function<void(const Reject&)>& on_reject) {
  state_->on_reject = &on_reject;
  while (state_->stream || state_->next_file < state_->inputs.files.size()) {
    Document document;
    const State::Got got = state_->stream ? state_->ReadLine(false, &document) : state_->OpenNext(&document);
    if (got == State::Got::kDocument) return document;
  }
  return std::nullopt;
}

uint64_t Reader::bytes_read() const {
  return state_->bytes_of_closed + (state_->stream ? state_->stream->bytes_read() : 0);
}
uint64_t Reader::bytes_total() const { return state_->inputs.bytes; }
uint64_t Reader::files_passed_over() const { return state_->inputs.files_passed_over; }

}  // namespace attest
