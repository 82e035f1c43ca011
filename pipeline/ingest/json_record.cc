#include "pipeline/ingest/json_record.h"

#include <simdjson.h>

#include "pipeline/ingest/decode.h"
#include "pipeline/ingest/input_stream.h"

namespace attest {
namespace {

namespace sj = simdjson::ondemand;

static_assert(InputStream::kPaddingBytes >= simdjson::SIMDJSON_PADDING);

constexpr std::string_view kBlanks = " \t\r\n\v\f";

JsonProblem NotJson(simdjson::error_code error) {
  if (error == simdjson::STRING_ERROR || error == simdjson::UNCLOSED_STRING)
    return {"not-json",
            "a string of this line is broken: an escape that JSON does not know, half of a \\u pair, or no "
            "closing quote"};
  if (error == simdjson::INCORRECT_TYPE) return {"not-json", "this line is JSON, but no object ({…})"};
  return {"not-json", "this line is not JSON: " + std::string(simdjson::error_message(error))};
}

// An ISO 8601 date, alone or before a time.
std::optional<Day> DayOf(std::string_view published) {
  if (published.size() > 10 && published[10] != 'T' && published[10] != ' ') return std::nullopt;
  return ParseDay(published.substr(0, 10));
}

simdjson::error_code ReadString(sj::value& value, std::string* out) {
  std::string_view text;
  const simdjson::error_code error = value.get_string().get(text);
  if (error == simdjson::SUCCESS) *out = text;
  return error;
}

}  // namespace

struct JsonRecordParser::Impl {
  sj::parser parser;
  std::string scratch;
};

JsonRecordParser::JsonRecordParser() : impl_(std::make_unique<Impl>()) {}
JsonRecordParser::JsonRecordParser(JsonRecordParser&&) noexcept = default;
JsonRecordParser& JsonRecordParser::operator=(JsonRecordParser&&) noexcept = default;
JsonRecordParser::~JsonRecordParser() = default;

std::optional<JsonProblem> JsonRecordParser::Parse(std::string_view line, JsonRecord* record) {
  *record = {};
  sj::document document;
  const simdjson::padded_string_view padded(line.data(), line.size(), line.size() + InputStream::kPaddingBytes);
  simdjson::error_code error = impl_->parser.iterate(padded).get(document);
  if (error == simdjson::UTF8_ERROR) {
    return JsonProblem{"not-utf8", "this line is not UTF-8 from its byte " + std::to_string(ValidUtf8Bytes(line)) +
                                       " on (counted from 0); JSON Lines are UTF-8"};
  }
  sj::object object;
  if (error == simdjson::SUCCESS) error = document.get_object().get(object);
  if (error != simdjson::SUCCESS) return NotJson(error);
  bool has_id = false;
  bool has_text = false;
  for (auto entry : object) {
    sj::field field;
    std::string_view key;
    if ((error = std::move(entry).get(field)) != simdjson::SUCCESS ||
        (error = field.unescaped_key().get(key)) != simdjson::SUCCESS)
      return NotJson(error);
    sj::value& value = field.value();
    const bool is_id = key == "id";
    std::string* out = nullptr;
    if (key == "text") out = &record->text;
    if (is_id || (key == "doc" && !has_id)) out = &record->id;
    if (key == "title") out = &record->title;
    if (key == "url") out = &record->url;
    if (key == "published") out = &impl_->scratch;
    if (out == nullptr) continue;
    sj::json_type type;
    if ((error = value.type().get(type)) != simdjson::SUCCESS) return NotJson(error);
    if (type == sj::json_type::number && out == &record->id) {
      std::string_view digits = value.raw_json_token();
      *out = digits.substr(0, digits.find_last_not_of(kBlanks) + 1);
    } else if (type == sj::json_type::string) {
      if ((error = ReadString(value, out)) != simdjson::SUCCESS) return NotJson(error);
      if (out == &impl_->scratch) record->published = DayOf(impl_->scratch);
      if (out == &record->text) has_text = true;
    } else if (out == &record->text && type != sj::json_type::null) {
      return JsonProblem{"no-text", "\"text\" is not a string"};
    }
    has_id = has_id || is_id;
  }
  const char* rest = nullptr;  // current_location fails at the end
  if (document.current_location().get(rest) == simdjson::SUCCESS)
    return JsonProblem{"not-json", "more than one JSON value in this line"};
  if (!has_text) return JsonProblem{"no-text", "this line has no \"text\""};
  if (record->text.find_first_not_of(kBlanks) == std::string::npos) return JsonProblem{"no-text", "\"text\" is empty"};
  if (record->text.find('\0') != std::string::npos) return JsonProblem{"binary", "\"text\" holds a NUL character"};
  return std::nullopt;
}

}  // namespace attest
