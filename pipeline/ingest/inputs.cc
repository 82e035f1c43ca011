#include "pipeline/ingest/inputs.h"

#include <dirent.h>
#include <glob.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

namespace attest {
namespace {

using Form = InputFile::Form;

Form FormOf(std::string_view path) {
  const size_t dot = path.rfind('.');
  const std::string_view extension = dot == path.npos ? std::string_view() : path.substr(dot);
  if (extension == ".jsonl" || extension == ".ndjson") return Form::kJsonLines;
  if (extension == ".txt" || extension == ".text" || extension == ".md") return Form::kText;
  return Form::kUnknown;
}

class Finder {
 public:
  Inputs Find(const std::vector<std::string>& named) {
    for (const std::string& name : named) {
      if (name == "-") {
        inputs_.files.push_back({name, Form::kUnknown, "", ""});
        sized_ = false;
        continue;
      }
      // "./-" is a file, and has to stay one.
      std::string path = std::filesystem::path(name).lexically_normal().string();
      if (path == "-") path = "./-";
      while (path.size() > 1 && path.back() == '/') path.pop_back();
      struct stat status;
      const bool exists = ::stat(path.c_str(), &status) == 0;
      if (!exists && errno == ENOENT && path.find_first_of("*?[") != path.npos) {
        AddMatches(path);
      } else if (!exists) {
        RejectBecause(path, errno);
      } else {
        Add(path, status);
      }
    }
    if (!sized_) inputs_.bytes = 0;
    return std::move(inputs_);
  }

 private:
  void RejectBecause(const std::string& path, int error) {
    if (error == ENOENT) {
      struct stat link;
      Refuse(path, "missing",
             ::lstat(path.c_str(), &link) == 0 ? "this link leads to nothing" : "there is no such file or folder");
    } else if (error == ELOOP) {
      Refuse(path, "loop", "this link leads back to itself");
    } else {
      Refuse(path, "unreadable", std::generic_category().message(error));
    }
  }

  void Refuse(const std::string& path, std::string code, std::string reason) {
    inputs_.files.push_back({path, Form::kRejected, std::move(code), std::move(reason)});
  }

  void Add(const std::string& path, const struct stat& status) {
    if (S_ISDIR(status.st_mode)) {
      Walk(path, status);
    } else if (S_ISSOCK(status.st_mode)) {
      Refuse(path, "unreadable", "this is a socket, no file");
    } else {
      inputs_.files.push_back({path, FormOf(path), "", ""});
      if (S_ISREG(status.st_mode)) {
        inputs_.bytes += static_cast<uint64_t>(status.st_size);
      } else {
        sized_ = false;
      }
    }
  }

  void AddMatches(const std::string& pattern) {
    glob_t found = {};
    const int failed = ::glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found);
    std::vector<std::string> paths(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    ::globfree(&found);
    if (failed != 0 || paths.empty()) {
      Refuse(pattern, "missing", "no file matches this pattern");
      return;
    }
    std::sort(paths.begin(), paths.end());
    for (const std::string& path : paths) {
      struct stat status;
      if (::stat(path.c_str(), &status) == 0) {
        Add(path, status);
      } else {
        RejectBecause(path, errno);
      }
    }
  }

  struct Entry {
    std::string key;  // with a slash behind a folder's name: the order of whole paths
    struct stat status;
    int error = 0;
  };

  void Walk(const std::string& folder, const struct stat& status) {
    const std::pair<dev_t, ino_t> self(status.st_dev, status.st_ino);
    if (std::find(open_.begin(), open_.end(), self) != open_.end()) {
      Refuse(folder, "loop", "this folder is inside itself, through a link");
      return;
    }
    struct Close {
      void operator()(DIR* stream) const { ::closedir(stream); }
    };
    const std::unique_ptr<DIR, Close> stream(::opendir(folder.c_str()));
    if (stream == nullptr) {
      RejectBecause(folder, errno);
      return;
    }
    const std::string prefix = folder == "." ? "" : folder == "/" ? folder : folder + "/";
    std::vector<Entry> entries;
    while (const dirent* found = ::readdir(stream.get())) {
      const std::string_view name = found->d_name;
      if (name == "." || name == "..") continue;
      Entry entry{std::string(name), {}, 0};
      const std::string path = prefix + entry.key;
      if (::stat(path.c_str(), &entry.status) != 0) entry.error = errno;
      const bool is_folder = entry.error == 0 && S_ISDIR(entry.status.st_mode);
      const bool is_file = entry.error != 0 || S_ISREG(entry.status.st_mode);
      if (name.starts_with('.') || (!is_folder && (!is_file || FormOf(name) == Form::kUnknown))) {
        ++inputs_.files_passed_over;
        continue;
      }
      if (is_folder) entry.key += '/';
      entries.push_back(std::move(entry));
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.key < b.key; });
    open_.push_back(self);
    for (Entry& entry : entries) {
      if (entry.key.back() == '/') entry.key.pop_back();
      const std::string path = prefix + entry.key;
      if (entry.error != 0) {
        RejectBecause(path, entry.error);
      } else {
        Add(path, entry.status);
      }
    }
    open_.pop_back();
  }

  Inputs inputs_;
  bool sized_ = true;
  std::vector<std::pair<dev_t, ino_t>> open_;  // the folders that the walk is in
};

}  // namespace

Inputs FindInputs(const std::vector<std::string>& named) { return Finder().Find(named); }

}  // namespace attest
