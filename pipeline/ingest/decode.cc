#include "pipeline/ingest/decode.h"

#include <simdjson.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>

namespace attest {
namespace {

using namespace std::string_view_literals;

// How much of an article the detection looks at: beyond, more bytes do not change its mind, they only take time.
constexpr size_t kSampleBytes = 1 << 20;
// ICU's confidence is 0 to 100. On a few accented words of English it is 20 to 40, on noise below 10.
constexpr int32_t kMinConfidence = 10;

struct Mark {
  std::string_view bytes;
  const char* charset;
};

// Longest first: the mark of UTF-16 begins that of UTF-32.
constexpr Mark kByteOrderMarks[] = {
    {"\xFF\xFE\0\0"sv, "UTF-32LE"}, {"\0\0\xFE\xFF"sv, "UTF-32BE"}, {"\xEF\xBB\xBF"sv, "UTF-8"},
    {"\xFF\xFE"sv, "UTF-16LE"},     {"\xFE\xFF"sv, "UTF-16BE"},
};

// First bytes of what is often given by mistake, and what it is called.
constexpr Mark kOtherFormats[] = {
    {"%PDF-"sv, "a PDF file"},
    {"PK\x03\x04"sv, "a ZIP, Word or EPUB file"},
    {"\x1F\x8B"sv, "a gzip file"},
    {"\x89PNG"sv, "a PNG image"},
    {"\xFF\xD8\xFF"sv, "a JPEG image"},
    {"GIF8"sv, "a GIF image"},
    {"\xD0\xCF\x11\xE0"sv, "an old Word or Excel file"},
    {"\x28\xB5\x2F\xFD"sv, "a Zstandard file"},
    {"{\\rtf"sv, "an RTF file"},
};

bool IsValidUtf8(std::string_view bytes) { return simdjson::validate_utf8(bytes.data(), bytes.size()); }

// nullopt where the charset is unknown to ICU, or bytes do not belong to it.
std::optional<std::string> Convert(std::string_view bytes, const char* charset) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(charset, &status), &ucnv_close);
  if (U_FAILURE(status)) return std::nullopt;
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  const icu::UnicodeString text(bytes.data(), static_cast<int32_t>(bytes.size()), converter.get(), status);
  if (U_FAILURE(status)) return std::nullopt;
  std::string out;
  text.toUTF8String(out);
  return out;
}

// Of every hundred bytes of text, hardly one is a control character.
bool IsBinary(std::string_view bytes) {
  const auto controls = std::count_if(bytes.begin(), bytes.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0x7F || (byte < 0x20 && !(byte >= '\t' && byte <= '\r') && byte != 0x1B);
  });
  return bytes.find('\0') != bytes.npos || static_cast<size_t>(controls) * 100 > bytes.size();
}

// English in UTF-16 has a NUL for every other byte, always on the same side.
const char* Utf16WithoutMark(std::string_view bytes) {
  const std::string_view sample = bytes.substr(0, 4096);
  size_t zeros[2] = {0, 0};
  for (size_t i = 0; i < sample.size(); ++i) zeros[i % 2] += sample[i] == '\0' ? 1 : 0;
  if (bytes.size() % 2 != 0 || sample.size() < 8) return nullptr;
  const size_t most = sample.size() * 2 / 5;
  if (zeros[1] >= most && zeros[0] * 50 < sample.size()) return "UTF-16LE";
  if (zeros[0] >= most && zeros[1] * 50 < sample.size()) return "UTF-16BE";
  return nullptr;
}

// Whether the bytes are meant as UTF-8: far more sequences are whole than broken.
bool IsBrokenUtf8(std::string_view bytes) {
  size_t whole = 0, broken = 0;
  for (int32_t at = 0, size = static_cast<int32_t>(bytes.size()); at < size;) {
    UChar32 c = 0;
    U8_NEXT(reinterpret_cast<const uint8_t*>(bytes.data()), at, size, c);
    if (c < 0) ++broken;
    if (c >= 0x80) ++whole;
  }
  return whole > 2 * broken;
}

std::optional<std::string> Detect(std::string_view bytes) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)> detector(ucsdet_open(&status), &ucsdet_close);
  if (U_FAILURE(status)) return std::nullopt;
  const std::string_view sample = bytes.substr(0, kSampleBytes);
  ucsdet_setText(detector.get(), sample.data(), static_cast<int32_t>(sample.size()), &status);
  const UCharsetMatch* match = ucsdet_detect(detector.get(), &status);
  if (U_FAILURE(status) || match == nullptr) return std::nullopt;
  const int32_t confidence = ucsdet_getConfidence(match, &status);
  const std::string_view name = ucsdet_getName(match, &status);
  if (U_FAILURE(status) || confidence < kMinConfidence) return std::nullopt;
  // Where ISO 8859-1 has control characters, everyone means Windows' letters (WHATWG Encoding).
  return Convert(bytes, name == "ISO-8859-1" ? "windows-1252" : std::string(name).c_str());
}

Error NotText(std::string_view problem, std::string reason, std::string_view* out) {
  if (out != nullptr) *out = problem;
  return {ErrorCode::kBadInput, std::move(reason)};
}

}  // namespace

uint64_t ValidUtf8Bytes(std::string_view bytes) {
  uint64_t valid = 0;
  while (valid < bytes.size()) {
    int32_t length = 0;
    UChar32 c = 0;
    U8_NEXT(reinterpret_cast<const uint8_t*>(bytes.data() + valid), length,
            static_cast<int32_t>(std::min<uint64_t>(bytes.size() - valid, U8_MAX_LENGTH)), c);
    if (c < 0) break;
    valid += static_cast<uint64_t>(length);
  }
  return valid;
}

Result<std::string> DecodeArticle(std::string_view bytes, std::string_view* problem) {
  for (const Mark& mark : kByteOrderMarks) {
    if (!bytes.starts_with(mark.bytes)) continue;
    const std::string_view body = bytes.substr(mark.bytes.size());
    if (mark.charset == "UTF-8"sv) {
      bytes = body;
      break;
    }
    if (std::optional<std::string> text = Convert(body, mark.charset)) return *std::move(text);
    return NotText("not-utf8",
                   "its byte order mark says " + std::string(mark.charset) + ", but it is not; save it as UTF-8",
                   problem);
  }
  for (const Mark& format : kOtherFormats) {
    if (bytes.starts_with(format.bytes))
      return NotText("binary", "it is " + std::string(format.charset) + "; only plain text and JSON Lines are read",
                     problem);
  }
  const std::string_view sample = bytes.substr(0, kSampleBytes);
  if (IsBinary(sample) || bytes.find('\0') != bytes.npos) {
    const char* charset = Utf16WithoutMark(bytes);
    std::optional<std::string> text = charset == nullptr ? std::nullopt : Convert(bytes, charset);
    if (text && !IsBinary(*text)) return *std::move(text);
    return NotText("binary", "it holds NUL bytes or control characters; only plain text and JSON Lines are read",
                   problem);
  }
  if (IsValidUtf8(bytes)) return std::string(bytes);
  if (IsBrokenUtf8(bytes)) {
    return NotText("not-utf8",
                   "it is UTF-8 but for the byte at offset " + std::to_string(ValidUtf8Bytes(bytes)) +
                       "; repair it or save it again as UTF-8",
                   problem);
  }
  if (std::optional<std::string> text = Detect(bytes)) return *std::move(text);
  return NotText("not-utf8", "it is not UTF-8, and its charset cannot be told; save it as UTF-8", problem);
}

}  // namespace attest
