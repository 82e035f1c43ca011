#include "pipeline/store/update.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <set>
#include <unordered_set>
#include <utility>

#include "pipeline/model/json.h"
#include "pipeline/store/document_index.h"
#include "pipeline/store/generation.h"
#include "pipeline/store/layout.h"
#include "pipeline/store/lines.h"
#include "pipeline/store/lock.h"
#include "pipeline/store/merge.h"
#include "pipeline/store/news.h"
#include "pipeline/store/reviews.h"

namespace attest {
namespace {

namespace fs = std::filesystem;

Status Io(const std::string& path, std::string_view what, const std::error_code& failed) {
  return Error{ErrorCode::kIo, path + ": " + std::string(what) + ": " + failed.message()};
}

Status MakeFolder(const std::string& path) {
  std::error_code failed;
  fs::create_directories(path, failed);
  return failed ? Io(path, "cannot be created", failed) : Status(Done{});
}

// Makes `link` lead to `target` at once, whether or not it was there.
Status SwitchLink(const std::string& target, const std::string& link) {
  const std::string fresh = link + ".new";
  std::error_code failed;
  fs::remove(fresh, failed);
  fs::create_symlink(target, fresh, failed);
  if (failed) return Io(fresh, "cannot be linked", failed);
  fs::rename(fresh, link, failed);
  return failed ? Io(link, "cannot be switched", failed) : Status(Done{});
}

}  // namespace

struct StoreUpdate::State {
  UpdateOptions options;
  std::string inner;  // STORE/.store
  StoreLock lock;
  std::optional<Generation> old;
  bool rules_changed = false;
  bool fold_changed = false;
  EntityDecisions entities;
  std::set<std::string> affected;              // documents that other decisions about entities concern
  MappedFile documents;                        // of `old`
  size_t next_stored = 0;                      // offset into it
  std::atomic<uint32_t> lookups = 0;           // into it
  std::unordered_set<std::string> handed_out;  // ids of what NextStored gave and Add has not taken back
  std::string work;                            // the generation in the making
  News news;
  bool committed = false;

  State(UpdateOptions given, std::string inner_folder, StoreLock held, std::optional<Generation> found,
        std::string side)
      : options(std::move(given)),
        inner(std::move(inner_folder)),
        lock(std::move(held)),
        old(std::move(found)),
        work(std::move(side)),
        news(work, options.sort_bytes) {}
  ~State() {
    std::error_code ignored;
    if (!committed) fs::remove_all(work, ignored);
  }

  // The bytes of `documents`, for one look-up. Each maps some twenty pages of the file, and the kernel those around
  // them.
  std::string_view LookInto() {
    constexpr uint32_t kLookupsHeld = 64;
    if (lookups.fetch_add(1, std::memory_order_relaxed) % kLookupsHeld == 0) documents.Release();
    return documents.bytes();
  }

  // What runs that were killed have left.
  void RemoveLeftovers() const {
    std::error_code ignored;
    std::vector<fs::path> leftovers;
    const std::string current = old ? std::to_string(old->number) : std::string();
    for (auto it = fs::directory_iterator(inner, ignored); !ignored && it != fs::directory_iterator();
         it.increment(ignored)) {
      const std::string name = it->path().filename().string();
      if (name != current && name != layout::kCurrent && name != layout::kLock) leftovers.push_back(it->path());
    }
    for (const fs::path& path : leftovers) fs::remove_all(path, ignored);
  }

  MergeInput Input(Reviews* reviews) {
    return {.old = old ? &*old : nullptr,
            .rules_changed = rules_changed,
            .fold_changed = fold_changed,
            .news = &news,
            .reviews = reviews,
            .entities = &entities,
            .options = &options};
  }

  // Nothing that a file's bytes depend on has changed.
  Result<bool> Unchanged(Reviews* reviews) {
    if (!old || rules_changed || fold_changed || !news.documents().empty() || news.forgets() ||
        entities != old->manifest.entities || reviews->sha256() != old->manifest.reviews_sha256)
      return false;
    const Result<std::vector<std::string>> rejects = MergeRejects(Input(reviews));
    if (!rejects.ok()) return rejects.error();
    std::string bytes;
    for (const std::string& line : *rejects) bytes.append(line).append(1, '\n');
    return Sha256Hex(bytes) == old->manifest.files.find(layout::kRejects)->second.sha256;
  }

  // The stored documents that name an entity which is another one under the decisions of now.
  Status FindAffected() {
    const EntityDecisions::Affected changed = entities.Since(old->manifest.entities);
    affected.insert(changed.documents.begin(), changed.documents.end());
    if (changed.entities.empty()) return Done{};
    std::set<std::string, std::less<>> escaped;  // as they stand in a line
    for (const std::string& entity : changed.entities) {
      std::string text;
      AppendJsonString(entity, &text);
      escaped.insert(text.substr(1, text.size() - 2));
    }
    Result<LineReader> names = LineReader::Open(old->PathOf(layout::kNames));
    if (!names.ok()) return names.error();
    while (const std::optional<std::string_view> line = names->Next()) {
      if (escaped.contains(RawField(*line, "entity"))) affected.emplace(RawField(*line, "document"));
    }
    return names->failed() ? Status(*names->failed()) : Status(Done{});
  }

  Result<std::optional<Document>> HandOut(std::string_view line) {
    Result<StoredDocument> stored = ParseDocument(line);
    if (!stored.ok()) return DescribeDamage(*old, layout::kDocuments);
    handed_out.insert(stored->id);
    return std::optional<Document>(std::move(stored->document));
  }

  // The old files under the new name, beside an empty changes.jsonl.
  Status LinkOldFiles() {
    std::error_code failed;
    for (const auto& [name, summary] : old->manifest.files) {
      fs::create_hard_link(old->PathOf(name), work + "/" + name, failed);
      if (failed) fs::copy_file(old->PathOf(name), work + "/" + name, failed);  // no hard links here
      if (failed) return Io(work + "/" + name, "cannot be written", failed);
    }
    Result<FileWriter> changes = FileWriter::Create(work + "/" + std::string(layout::kChanges));
    if (!changes.ok()) return changes.error();
    const Result<FileSummary> finished = changes->Finish();
    return finished.ok() ? Status(Done{}) : Status(finished.error());
  }

  Status WriteManifest(const std::string& text) {
    Result<FileWriter> file = FileWriter::Create(work + "/" + std::string(layout::kManifest));
    if (!file.ok()) return file.error();
    file->Write(text);
    const Result<FileSummary> finished = file->Finish();
    return finished.ok() ? SyncFolder(work) : Status(finished.error());
  }

  // The names that users see; they lead through `current`, so that they are made once.
  Status MakeNames() {
    std::vector<std::string_view> files(layout::kChecked.begin(), layout::kChecked.end());
    files.push_back(layout::kChanges);
    files.push_back(layout::kManifest);
    for (const std::string_view file : files) {
      const std::string link = options.folder + "/" + std::string(file);
      const std::string target =
          std::string(layout::kInner) + "/" + std::string(layout::kCurrent) + "/" + std::string(file);
      std::error_code failed;
      if (fs::read_symlink(link, failed) == target && !failed) continue;
      if (fs::exists(fs::symlink_status(link, failed)) && !fs::is_symlink(fs::symlink_status(link, failed)))
        return Error{ErrorCode::kBadStore, link + ": is in the way of the store's file; move it elsewhere"};
      if (Status made = SwitchLink(target, link); !made.ok()) return made;
    }
    const std::string reviews = options.folder + "/" + std::string(layout::kReviews);
    if (std::error_code failed; !fs::exists(reviews, failed)) {
      Result<FileWriter> file = FileWriter::Create(reviews);
      if (!file.ok()) return file.error();
      if (Result<FileSummary> finished = file->Finish(); !finished.ok()) return finished.error();
    }
    return SyncFolder(options.folder);
  }

  Status Switch() {
    if (Status named = MakeNames(); !named.ok()) return named;
    const std::string name = fs::path(work).filename().string();
    if (Status switched = SwitchLink(name, inner + "/" + std::string(layout::kCurrent)); !switched.ok())
      return switched;
    committed = true;
    if (Status synced = SyncFolder(inner); !synced.ok()) return synced;
    std::error_code ignored;
    if (old) fs::remove_all(old->folder, ignored);
    return Done{};
  }
};

StoreUpdate::StoreUpdate(std::unique_ptr<State> state) : state_(std::move(state)) {}
StoreUpdate::StoreUpdate(StoreUpdate&&) noexcept = default;
StoreUpdate& StoreUpdate::operator=(StoreUpdate&&) noexcept = default;
StoreUpdate::~StoreUpdate() = default;

Result<StoreUpdate> StoreUpdate::Open(UpdateOptions options) {
  // Before anything is made there: a folder of other things stays untouched.
  if (Result<std::optional<Generation>> found = FindGeneration(options.folder); !found.ok()) return found.error();
  const std::string inner = options.folder + "/" + std::string(layout::kInner);
  if (Status made = MakeFolder(inner); !made.ok()) return made.error();
  Result<StoreLock> lock = StoreLock::Take(inner + "/" + std::string(layout::kLock), options.command, options.on_wait);
  if (!lock.ok()) return lock.error();
  Result<std::optional<Generation>> found = FindGeneration(options.folder);  // the run before may just have ended
  if (!found.ok()) return found.error();
  const uint64_t number = *found ? (*found)->number + 1 : 1;
  auto state = std::make_unique<State>(std::move(options), inner, *std::move(lock), *std::move(found),
                                       inner + "/" + std::to_string(number));
  state->RemoveLeftovers();
  if (Status made = MakeFolder(state->work); !made.ok()) return made.error();
  Result<Reviews> reviews = Reviews::Read(state->options.folder);
  if (!reviews.ok()) return reviews.error();
  state->entities = reviews->entities();
  if (state->old) {
    state->rules_changed = state->old->manifest.rules != state->options.rules_hash;
    state->fold_changed = state->old->manifest.fold_version != state->options.fold_version;
    Result<MappedFile> documents = MappedFile::Open(state->old->PathOf(layout::kDocuments));
    if (!documents.ok()) return documents.error();
    state->documents = *std::move(documents);
    if (!state->rules_changed && state->entities != state->old->manifest.entities) {
      if (Status found_all = state->FindAffected(); !found_all.ok()) return found_all.error();
    }
  }
  return StoreUpdate(std::move(state));
}

const EntityDecisions& StoreUpdate::entities() const { return state_->entities; }
bool StoreUpdate::rules_changed() const { return state_->rules_changed; }
bool StoreUpdate::entities_changed() const { return !state_->affected.empty(); }

Result<std::optional<Document>> StoreUpdate::NextStored() {
  State& state = *state_;
  const std::string_view file = state.LookInto();
  if (state.rules_changed) {
    if (state.next_stored >= file.size()) return std::optional<Document>();
    const size_t begin = state.next_stored;
    const size_t end = std::min(file.find('\n', begin), file.size());
    state.next_stored = end + 1;
    return state.HandOut(file.substr(begin, end - begin));
  }
  while (!state.affected.empty()) {
    const std::string id = std::move(state.affected.extract(state.affected.begin()).value());
    const std::optional<std::string_view> line = FindLine(file, "{\"id\":\"", id);
    if (!line) continue;  // a split in a document that the store does not hold
    state.news.SetReadAgain(id);
    return state.HandOut(*line);
  }
  return std::optional<Document>();
}

StoreUpdate::Known StoreUpdate::Check(const Document& document) const {
  const std::optional<std::string_view> line = FindLine(state_->LookInto(), "{\"id\":\"", DocumentId(document.text));
  if (!line) return Known::kNew;
  const Result<std::vector<Origin>> origins = ParseOrigins(*line);
  if (!origins.ok()) return Known::kNew;  // Commit meets the damage
  const Origin origin = OriginOf(document);
  const std::string key = SourceKey(origin.source);
  const std::string& stored_published = origins->front().published;
  std::optional<Origin> main = origin;
  for (const Origin& known : *origins) {
    if (!ComesBefore(known, origin) && !ComesBefore(origin, known)) return Known::kUnchanged;
    const bool replaced = !key.empty() && SourceKey(known.source) == key;
    if (!replaced && ComesBefore(known, *main)) main = known;
  }
  return main->published == stored_published ? Known::kCopy : Known::kNew;
}

Status StoreUpdate::Add(DocumentEntry entry) {
  const bool from_store = state_->handed_out.erase(entry.id) > 0;
  return state_->news.Add(std::move(entry), from_store);
}
Status StoreUpdate::AddCopy(const Document& document) { return state_->news.AddCopy(document); }
void StoreUpdate::Keep(const Source& source) { state_->news.Keep(source); }

Result<uint64_t> StoreUpdate::Forget(const std::string& document) {
  const std::string_view file = state_->documents.bytes();
  const Error not_found{ErrorCode::kNotFound, document + ": no document of " + state_->options.folder +
                                                  " has this id, path or own id; `attest facts` and documents.jsonl "
                                                  "name them"};
  if (document.starts_with("sha256:")) {
    const std::optional<std::string_view> line = FindLine(file, "{\"id\":\"", document, /*prefix=*/true);
    if (!line) return not_found;
    const std::string_view rest = file.substr(static_cast<size_t>(line->data() - file.data()) + line->size());
    if (rest.size() > 1 && RawField(rest.substr(1, rest.find('\n', 1)), "id").starts_with(document))
      return Error{ErrorCode::kNotFound, document + ": several documents' ids begin so"};
    const Result<std::vector<Origin>> origins = ParseOrigins(*line);
    if (!origins.ok()) return DescribeDamage(*state_->old, layout::kDocuments);
    state_->news.ForgetDocument(std::string(RawField(*line, "id")));
    return origins->size();
  }
  std::string escaped;
  AppendJsonString(document, &escaped);
  uint64_t count = 0;
  for (size_t at = 0; at < file.size();) {
    const std::string_view line = file.substr(at, file.find('\n', at) - at);
    at += line.size() + 1;
    const size_t before_text = line.size() - TailOf(line).size();
    if (line.substr(0, before_text).find(escaped) == line.npos) continue;
    const Result<std::vector<Origin>> origins = ParseOrigins(line);
    if (!origins.ok()) return DescribeDamage(*state_->old, layout::kDocuments);
    count += static_cast<uint64_t>(std::count_if(origins->begin(), origins->end(), [&document](const Origin& origin) {
      return origin.source.path == document || origin.source.id == document;
    }));
  }
  if (count == 0) return not_found;
  state_->news.ForgetSource(document);
  return count;
}

void StoreUpdate::AddReject(const Source& source, std::string_view code, std::string_view reason) {
  state_->news.Reject(source, code, reason);
}

Result<RunSummary> StoreUpdate::Commit() {
  State& state = *state_;
  Result<Reviews> reviews = Reviews::Read(state.options.folder);
  if (!reviews.ok()) return reviews.error();
  RunSummary summary;
  const Result<bool> unchanged = state.Unchanged(&*reviews);
  if (!unchanged.ok()) return unchanged.error();
  Manifest manifest;
  if (*unchanged) {
    manifest = state.old->manifest;
    summary.unchanged = true;
    std::error_code failed;
    if (fs::file_size(state.old->PathOf(layout::kChanges), failed) != 0 || failed) {
      if (Status linked = state.LinkOldFiles(); !linked.ok()) return linked.error();
      if (Status written = state.WriteManifest(state.old->manifest_text); !written.ok()) return written.error();
      if (Status switched = state.Switch(); !switched.ok()) return switched.error();
    }
  } else {
    manifest.rules = state.options.rules_hash;
    manifest.fold_version = state.options.fold_version;
    manifest.reviews_sha256 = reviews->sha256();
    manifest.entities = state.entities;
    if (Status merged = Merge(state.Input(&*reviews), state.work, &manifest, &summary); !merged.ok())
      return merged.error();
    if (Status written = state.WriteManifest(manifest.Format()); !written.ok()) return written.error();
    if (Status switched = state.Switch(); !switched.ok()) return switched.error();
    summary.reviews_orphaned = reviews->orphaned();
    summary.reviews_contradicted = reviews->contradicted();
  }
  const auto lines = [&manifest](std::string_view file) { return manifest.files.find(file)->second.lines; };
  summary.facts = lines(layout::kFacts);
  summary.documents = lines(layout::kDocuments);
  summary.mentions = lines(layout::kMentions);
  summary.claims = lines(layout::kClaims);
  summary.entities = lines(layout::kEntities);
  summary.rejects = lines(layout::kRejects);
  summary.single = manifest.single;
  summary.corroborated = manifest.corroborated;
  summary.conflict = manifest.conflict;
  return summary;
}

}  // namespace attest
