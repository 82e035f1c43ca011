// What was named on the command line, as a list of files.
#ifndef ATTEST_INGEST_INPUTS_H_
#define ATTEST_INGEST_INPUTS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace attest {

struct InputFile {
  enum class Form : uint8_t {
    kText,       // by its name
    kJsonLines,  // by its name
    kUnknown,    // named explicitly, with another name: its first line tells
    kRejected,   // cannot be read: code and reason say why, as in Reject
  };
  std::string path;  // as given, lexically normal; "-" is standard input
  Form form = Form::kUnknown;
  std::string code;
  std::string reason;
};

struct Inputs {
  std::vector<InputFile> files;
  uint64_t bytes = 0;              // of all files; 0 when one of them has no size (standard input, a pipe)
  uint64_t files_passed_over = 0;  // in folders, because of their names
};

// Files stay in the order given; folders are walked in byte order of path, following links, a folder inside itself once
// ("loop"); names with * ? [ that are no file are patterns (glob(7)), their matches in byte order. In folders, what is
// no regular file and what is hidden (".git") is passed over. Holds the paths of all files in memory.
Inputs FindInputs(const std::vector<std::string>& named);

}  // namespace attest

#endif  // ATTEST_INGEST_INPUTS_H_
