# Writes OUT, a source file that holds the files below FOLDER as bytes: cmake -DFOLDER=… -DOUT=… -P embed.cmake
file(GLOB files LIST_DIRECTORIES false "${FOLDER}/*")
list(SORT files)
set(arrays "")
set(table "")
set(number 0)
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME)
  file(READ "${file}" hex HEX)
  string(LENGTH "${hex}" digits)
  math(EXPR size "${digits} / 2")
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${hex}")
  string(APPEND arrays "constexpr char kFile${number}[] = {${bytes}'\\0'};\n")
  string(APPEND table "    {\"${name}\", {kFile${number}, ${size}}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE "${OUT}.new" "// Written by pipeline/review/embed.cmake; do not edit.
#include \"pipeline/review/page_files.h\"

#include <algorithm>

namespace attest {
namespace {

${arrays}
constexpr PageFile kFiles[] = {
${table}};

}  // namespace

std::span<const PageFile> PageFiles() { return kFiles; }

std::string_view PageFileBytes(std::string_view name) {
  const auto* found = std::ranges::find(kFiles, name, &PageFile::name);
  return found == std::end(kFiles) ? std::string_view() : found->bytes;
}

}  // namespace attest
")
file(RENAME "${OUT}.new" "${OUT}")
