#include "pipeline/store/generation.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "pipeline/store/layout.h"

namespace attest {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// What store.json ends with: the checksum of all that stands before.
constexpr std::string_view kOwnChecksum = ",\n\"sha256\":\"";

Error BadStore(std::string message) { return {ErrorCode::kBadStore, std::move(message)}; }

// Files that people keep in an output folder, and what a killed first run leaves.
bool MayStay(const std::string& name) {
  constexpr std::array<std::string_view, 6> kHarmless = {"README.md", "README",    ".gitignore",
                                                         ".gitkeep",  ".DS_Store", layout::kInner};
  if (std::find(kHarmless.begin(), kHarmless.end(), name) != kHarmless.end()) return true;
  return name == layout::kReviews;
}

bool IsOwnLink(const fs::directory_entry& entry) {
  std::error_code failed;
  if (!entry.is_symlink(failed)) return false;
  return fs::read_symlink(entry.path(), failed).generic_string().starts_with(layout::kInner);
}

Status CheckForeign(const std::string& store) {
  std::error_code failed;
  if (fs::exists(store, failed) && !fs::is_directory(store, failed))
    return BadStore(store + ": is a file, not a folder; name a folder with -o");
  for (auto it = fs::directory_iterator(store, failed); !failed && it != fs::directory_iterator();
       it.increment(failed)) {
    const std::string name = it->path().filename().string();
    if (!MayStay(name) && !IsOwnLink(*it))
      return BadStore(store + ": holds other things (" + name +
                      ") and no store; name an empty or a new folder with -o");
  }
  return Done{};
}

}  // namespace

std::string Generation::PathOf(std::string_view file) const { return folder + "/" + std::string(file); }

std::string Manifest::Format() const {
  std::string out = "{\"format\":" + std::to_string(layout::kFormat) + ",\"rules\":\"" + rules +
                    "\",\"fold\":" + std::to_string(fold_version) + ",\n\"counts\":{";
  for (const auto& [name, summary] : files)
    out += "\"" + name.substr(0, name.find('.')) + "\":" + std::to_string(summary.lines) + ",";
  out += "\"single\":" + std::to_string(single) + ",\"corroborated\":" + std::to_string(corroborated) +
         ",\"conflict\":" + std::to_string(conflict) + "},\n\"reviews_sha256\":\"" + reviews_sha256 +
         "\",\n\"entities\":" + entities.Format() + ",\n\"files\":{";
  for (const auto& [name, summary] : files) {
    out += out.back() == '{' ? "\n" : ",\n";
    out += "\"" + name + "\":{\"bytes\":" + std::to_string(summary.bytes) +
           ",\"lines\":" + std::to_string(summary.lines) + ",\"sha256\":\"" + summary.sha256 + "\",\"parity\":\"" +
           summary.parity.Hex() + "\"}";
  }
  out += "}";
  const std::string own = Sha256Hex(out);
  return out.append(kOwnChecksum).append(own).append("\"}\n");
}

Result<Manifest> Manifest::Parse(std::string_view text) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return BadStore("is damaged: it is not JSON");
  if (!json.is_object() || !json.contains("format") || !json.at("format").is_number_integer())
    return BadStore("is damaged: it does not give the store's format");
  if (json.at("format").get<int64_t>() > layout::kFormat)
    return BadStore("was written by a newer attest (format " + json.at("format").dump() + "; this one reads up to " +
                    std::to_string(layout::kFormat) + "); use that, or write to another folder");
  const size_t own = text.rfind(kOwnChecksum);
  if (own == text.npos || text.substr(own + kOwnChecksum.size()) != Sha256Hex(text.substr(0, own)) + "\"}\n")
    return BadStore("is damaged: its bytes are not those that were written");
  Manifest manifest;
  const auto number = [](const Json& object, const char* name) {
    const auto it = object.find(name);
    return it != object.end() && it->is_number_unsigned() ? it->get<uint64_t>() : uint64_t{0};
  };
  const auto string = [](const Json& object, const char* name) {
    const auto it = object.find(name);
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
  };
  manifest.rules = string(json, "rules");
  manifest.fold_version = static_cast<int64_t>(number(json, "fold"));
  manifest.reviews_sha256 = string(json, "reviews_sha256");
  Result<EntityDecisions> entities =
      EntityDecisions::Parse(json.contains("entities") ? json.at("entities").dump() : std::string("[]"));
  if (!entities.ok()) return BadStore("is damaged: \"entities\" " + entities.error().message);
  manifest.entities = *std::move(entities);
  const Json none = Json::object();
  const Json& counts = json.contains("counts") ? json.at("counts") : none;
  if (counts.is_object()) {
    manifest.single = number(counts, "single");
    manifest.corroborated = number(counts, "corroborated");
    manifest.conflict = number(counts, "conflict");
  }
  for (const std::string_view file : layout::kChecked) {
    const Json& files = json.contains("files") ? json.at("files") : none;
    const std::string name(file);
    if (!files.is_object() || !files.contains(name) || !files.at(name).is_object())
      return BadStore("is damaged: it gives no checksum of " + name);
    const Json& entry = files.at(name);
    const uint64_t lines = number(entry, "lines");
    const std::optional<LineParity> parity = LineParity::FromHex(string(entry, "parity"), lines);
    if (!parity) return BadStore("is damaged: it gives no parity of " + name);
    manifest.files[name] = {number(entry, "bytes"), lines, string(entry, "sha256"), *parity};
  }
  return manifest;
}

Result<std::optional<Generation>> FindGeneration(const std::string& store) {
  const std::string inner = store + "/" + std::string(layout::kInner);
  std::error_code failed;
  const std::string target = fs::read_symlink(inner + "/" + std::string(layout::kCurrent), failed).string();
  if (failed) {
    const Status foreign = CheckForeign(store);
    if (!foreign.ok()) return foreign.error();
    return std::optional<Generation>();
  }
  Generation generation;
  generation.folder = inner + "/" + target;
  const auto read = std::from_chars(target.data(), target.data() + target.size(), generation.number);
  if (read.ec != std::errc() || read.ptr != target.data() + target.size())
    return BadStore(inner + "/current: is damaged: it leads to " + target);
  const std::string manifest = generation.PathOf(layout::kManifest);
  Result<std::string> text = ReadFile(manifest);
  if (!text.ok())
    return BadStore(store + "/store.json: is missing or cannot be read; restore it, or the whole store, from a copy");
  generation.manifest_text = *std::move(text);
  Result<Manifest> parsed = Manifest::Parse(generation.manifest_text);
  if (!parsed.ok()) return BadStore(store + "/store.json: " + parsed.error().message);
  generation.manifest = *std::move(parsed);
  for (const auto& [name, summary] : generation.manifest.files) {
    const uintmax_t bytes = fs::file_size(generation.PathOf(name), failed);
    if (failed) return BadStore(store + "/" + name + ": is missing; restore it, or the whole store, from a copy");
    if (bytes != summary.bytes) return DescribeDamage(generation, name);
  }
  return std::optional<Generation>(std::move(generation));
}

Error DescribeDamage(const Generation& generation, std::string_view file) {
  const std::string path = generation.PathOf(file);
  const auto at = [&path](uint64_t line, const std::string& reason) {
    return BadStore(path + ":" + std::to_string(line) + ": is damaged: " + reason +
                    "; restore the store from a copy, or write to a new folder");
  };
  const FileSummary& written = generation.manifest.files.find(file)->second;
  Result<LineReader> reader = LineReader::Open(path);
  if (!reader.ok()) return BadStore(reader.error().message);
  while (const std::optional<std::string_view> line = reader->Next()) {
    if (!reader->ended()) return at(reader->line(), "the line is cut off");
    if (!Json::accept(*line)) return at(reader->line(), "the line is not JSON");
  }
  if (reader->failed()) return BadStore(reader->failed()->message);
  if (reader->line() < written.lines)
    return at(reader->line() + 1, "the file ends after " + std::to_string(reader->line()) + " of " +
                                      std::to_string(written.lines) + " lines");
  if (reader->line() > written.lines)
    return at(written.lines + 1, "the file goes on after its " + std::to_string(written.lines) + " lines");
  if (const std::optional<uint64_t> line = written.parity.DamagedLine(reader->Summary().parity))
    return at(*line, "the line is not the one that was written");
  return BadStore(path + ": is damaged: several lines are not those that were written" +
                  "; restore the store from a copy, or write to a new folder");
}

Status CheckFile(const Generation& generation, std::string_view file) {
  Result<LineReader> reader = LineReader::Open(generation.PathOf(file));
  if (!reader.ok()) return reader.error();
  while (reader->Next()) {
  }
  if (reader->failed()) return *reader->failed();
  return CheckSummary(generation, file, reader->Summary());
}

Status CheckLines(const Generation& generation, std::string_view file, std::string_view bytes) {
  const auto written = generation.manifest.files.find(file);
  if (written == generation.manifest.files.end()) return Done{};
  LineParity parity;
  for (size_t at = 0; at < bytes.size();) {
    const size_t end = std::min(bytes.find('\n', at), bytes.size());
    parity.Add(bytes.substr(at, end - at));
    at = end + 1;
  }
  const bool same = bytes.size() == written->second.bytes && parity == written->second.parity;
  return same ? Status(Done{}) : Status(DescribeDamage(generation, file));
}

Status CheckSummary(const Generation& generation, std::string_view file, const FileSummary& read) {
  if (read.SameLines(generation.manifest.files.find(file)->second)) return Done{};
  return DescribeDamage(generation, file);
}

}  // namespace attest
