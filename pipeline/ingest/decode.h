// Bytes of an article into UTF-8.
#ifndef ATTEST_INGEST_DECODE_H_
#define ATTEST_INGEST_DECODE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/model/result.h"

namespace attest {

// The text of a plain-text article: the same bytes always give the same text, so a citation can be checked against the
// original file. A byte order mark is obeyed and dropped (UTF-8, UTF-16, UTF-32); without one, valid UTF-8 is itself;
// UTF-16 is told by its NUL bytes; anything else is given to ICU's charset detection. Line ends stay as they are.
//
// Fails with kBadInput; `problem`, unless nullptr, then is "binary" (bytes that are no text) or "not-utf8" (text in no
// charset that could be told; or UTF-8 that is broken somewhere, which a guess would turn into wrong letters).
Result<std::string> DecodeArticle(std::string_view bytes, std::string_view* problem = nullptr);

// The offset of the first byte that is not UTF-8; bytes.size() if there is none.
uint64_t ValidUtf8Bytes(std::string_view bytes);

}  // namespace attest

#endif  // ATTEST_INGEST_DECODE_H_
