// One line of JSON Lines into the parts of a document.
#ifndef ATTEST_INGEST_JSON_RECORD_H_
#define ATTEST_INGEST_JSON_RECORD_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "pipeline/model/value.h"

namespace attest {

// {"id": …, "text": …, "title"?: …, "published"?: …, "url"?: …}; "doc" stands for a missing "id", a number as id for
// its digits. Other fields are passed over, also nested ones. Of a field that comes twice the last one counts.
struct JsonRecord {
  std::string text;
  std::string id;
  std::string title;
  std::string url;
  std::optional<Day> published;  // an ISO date, or the date of an ISO date-time; anything else says nothing
};

// Why a line is no document, as in Reject.
struct JsonProblem {
  std::string_view code;  // "not-json", "not-utf8", "no-text", "binary"
  std::string reason;
};

// Keeps its buffers between lines. One thread at a time.
class JsonRecordParser {
 public:
  JsonRecordParser();
  JsonRecordParser(JsonRecordParser&&) noexcept;
  JsonRecordParser& operator=(JsonRecordParser&&) noexcept;
  ~JsonRecordParser();

  // `line` is followed by InputStream::kPaddingBytes readable bytes. nullopt when `record` was filled.
  std::optional<JsonProblem> Parse(std::string_view line, JsonRecord* record);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace attest

#endif  // ATTEST_INGEST_JSON_RECORD_H_
