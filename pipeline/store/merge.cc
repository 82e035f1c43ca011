#include "pipeline/store/merge.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "pipeline/model/json.h"
#include "pipeline/store/layout.h"
#include "pipeline/store/lines.h"

namespace attest {
namespace {

constexpr std::string_view kNoReview = ",\"review\":null}";  // how the line of a fact without a decision ends
constexpr size_t kFactBytes = 1024;                          // what most lines take, so that they grow once

// An old file: its line at hand; checked against the manifest at its end.
class OldLines {
 public:
  // Of no generation: no lines.
  static Result<OldLines> Open(const Generation* generation, std::string_view file) {
    OldLines old;
    if (generation == nullptr) return old;
    old.generation_ = generation;
    old.file_ = file;
    Result<LineReader> reader = LineReader::Open(generation->PathOf(file));
    if (!reader.ok()) return reader.error();
    old.reader_ = *std::move(reader);
    if (Status first = old.Next(); !first.ok()) return first.error();
    return old;
  }
  const std::optional<std::string_view>& line() const { return line_; }
  Status Next() {
    line_ = reader_->Next();
    if (line_) return Done{};
    if (reader_->failed()) return *reader_->failed();
    return CheckSummary(*generation_, file_, reader_->Summary());
  }
  // A line that fits neither its neighbours nor another file. The files as a whole tell better which line that is: this
  // one, and then those that it is read beside.
  Error Broken(std::string_view reason) const {
    if (Status whole = CheckFile(*generation_, file_); !whole.ok()) return whole.error();
    for (const auto& [file, written] : generation_->manifest.files) {
      if (Status whole = CheckFile(*generation_, file); !whole.ok()) return whole.error();
    }
    return {ErrorCode::kBadStore, generation_->PathOf(file_) + ":" + std::to_string(reader_->line()) +
                                      ": is damaged: the line " + std::string(reason) +
                                      "; restore the store from a copy, or write to a new folder"};
  }

 private:
  OldLines() = default;
  const Generation* generation_ = nullptr;
  std::string file_;
  std::optional<LineReader> reader_;
  std::optional<std::string_view> line_;
};

Status FinishInto(FileWriter* writer, std::string_view file, Manifest* manifest) {
  Result<FileSummary> summary = writer->Finish();
  if (!summary.ok()) return summary.error();
  if (manifest != nullptr) manifest->files[std::string(file)] = *std::move(summary);
  return Done{};
}

// ---- documents and mentions

// One text in the making: all origins, and who can give its mentions and claims.
class DocumentMerge {
 public:
  DocumentMerge(const MergeInput& input, std::set<std::string, std::less<>>* dropped, RunSummary* summary)
      : input_(input), dropped_(dropped), summary_(summary) {}

  Status Run(const std::string& folder, Manifest* manifest) {
    Result<OldLines> documents = OldLines::Open(input_.old, layout::kDocuments);
    if (!documents.ok()) return documents.error();
    Result<OldLines> mentions = OldLines::Open(input_.old, layout::kMentions);
    if (!mentions.ok()) return mentions.error();
    Result<FileWriter> document_file = FileWriter::Create(folder + "/" + std::string(layout::kDocuments));
    if (!document_file.ok()) return document_file.error();
    Result<FileWriter> mention_file = FileWriter::Create(folder + "/" + std::string(layout::kMentions));
    if (!mention_file.ok()) return mention_file.error();
    old_ = &*documents;
    old_mentions_ = &*mentions;
    documents_ = &*document_file;
    mentions_ = &*mention_file;
    while (old_->line() || input_.news->documents().Peek() != nullptr) {
      if (Status one = MergeOne(); !one.ok()) return one;
    }
    if (old_mentions_->line()) return old_mentions_->Broken("belongs to no document, or is out of order");
    if (Status done = FinishInto(documents_, layout::kDocuments, manifest); !done.ok()) return done;
    return FinishInto(mentions_, layout::kMentions, manifest);
  }

 private:
  struct Candidate {
    uint64_t entry = 0;
    std::string lines;  // the document's, then, of an entry, the mentions'
    bool is_copy = false;
    Origin origin;  // once Settle has read it
  };

  Status MergeOne() {
    Sorter& news = input_.news->documents();
    const std::string_view old_id = old_->line() ? RawField(*old_->line(), "id") : std::string_view();
    if (old_->line() && (old_id.empty() || (!last_.empty() && old_id <= last_)))
      return old_->Broken("is no document, or out of order");
    const bool from_news = news.Peek() != nullptr && (!old_->line() || news.Peek()->key <= old_id);
    last_ = from_news ? news.Peek()->key : std::string(old_id);
    const bool had = old_->line() && old_id == last_;
    std::vector<Candidate> candidates;
    while (news.Peek() != nullptr && news.Peek()->key == last_) {
      if (Status taken = Take(&candidates); !taken.ok()) return taken;
    }
    // Most of what is new: one article, and nothing that it has to be reconciled with.
    if (!had && candidates.size() == 1 && !candidates.front().is_copy) {
      ++summary_->documents_added;
      WriteEntry(candidates.front().lines);
      return Done{};
    }
    std::vector<Origin> kept;
    std::string old_published;
    bool changed = !candidates.empty();
    if (had && (changed || input_.rules_changed || MayHaveChanged(*old_->line()))) {
      Result<std::vector<Origin>> origins = ParseOrigins(*old_->line());
      if (!origins.ok()) return old_->Broken(origins.error().message);
      old_published = origins->front().published;
      for (Origin& origin : *origins) {
        if (input_.news->Claims(origin.source) || input_.news->Forgets(last_, origin.source)) {
          changed = true;
        } else {
          kept.push_back(std::move(origin));
        }
      }
    }
    if (had && !changed && !input_.rules_changed) {
      documents_->WriteLine(*old_->line());
      if (Status copied = Mentions(/*copy=*/true); !copied.ok()) return copied;
      return old_->Next();
    }
    return Settle(had, old_published, std::move(kept), std::move(candidates));
  }

  // Whether this run may speak for a source of the old document: seen without reading its line, since it is asked of
  // every document of the store.
  bool MayHaveChanged(std::string_view line) const {
    const std::string_view path = RawField(line, "path");
    return input_.news->forgets() || path.find('\\') != path.npos || line.find("\"copies\":[]") == line.npos ||
           input_.news->Touched(std::string(path));
  }

  // The record at hand into `candidates`, unless a later article has come from its source.
  Status Take(std::vector<Candidate>* candidates) {
    Sorter& news = input_.news->documents();
    Record& record = *news.Peek();
    if (!input_.news->Overridden(record.entry)) {
      const bool is_copy = record.payload.back() == News::kCopy;
      record.payload.pop_back();
      candidates->push_back({record.entry, std::move(record.payload), is_copy, {}});
    } else {
      input_.news->SetUnused(record.entry);
    }
    return news.Pop();
  }

  Status Settle(bool had, const std::string& old_published, std::vector<Origin> origins,
                std::vector<Candidate> candidates) {
    for (Candidate& candidate : candidates) {
      Result<std::vector<Origin>> own =
          ParseOrigins(std::string_view(candidate.lines).substr(0, candidate.lines.find('\n')));
      if (!own.ok()) return own.error();
      candidate.origin = std::move(own->front());
      origins.push_back(candidate.origin);
    }
    std::sort(origins.begin(), origins.end(), ComesBefore);
    origins.erase(
        std::unique(origins.begin(), origins.end(),
                    [](const Origin& a, const Origin& b) { return !ComesBefore(a, b) && !ComesBefore(b, a); }),
        origins.end());
    const bool old_counts = had && !input_.rules_changed && !input_.news->ReadAgain(last_);
    if (had && (!old_counts || origins.empty())) dropped_->insert(last_);
    if (origins.empty()) {
      if (!had) return Done{};
      ++summary_->documents_withdrawn;
      if (Status skipped = Mentions(/*copy=*/false); !skipped.ok()) return skipped;
      return old_->Next();
    }
    const Origin main = origins.front();
    origins.erase(origins.begin());
    const Candidate* chosen = nullptr;
    for (const Candidate& candidate : candidates) {
      if (!candidate.is_copy && candidate.origin.published == main.published &&
          (chosen == nullptr || candidate.origin.source == main.source))
        chosen = &candidate;
    }
    // What is stored was read with the same date: nothing but the list of sources changes.
    const bool keep = old_counts && old_published == main.published;
    for (const Candidate& candidate : candidates) {
      if (keep || &candidate != chosen) input_.news->SetUnused(candidate.entry);
    }
    ++(had ? (keep ? summary_->copies_added : summary_->documents_replaced) : summary_->documents_added);
    std::string tail;
    if (had) tail = TailOf(*old_->line());
    if (keep) {
      WriteDocument(main, origins, tail);
      if (Status copied = Mentions(/*copy=*/true); !copied.ok()) return copied;
      return old_->Next();
    }
    if (had) {
      dropped_->insert(last_);
      if (Status skipped = Mentions(/*copy=*/false); !skipped.ok()) return skipped;
    }
    std::string extracted;
    if (chosen == nullptr) {
      if (Status again = Extract(main, &extracted); !again.ok()) return again;
    }
    const std::string_view lines = chosen != nullptr ? chosen->lines : extracted;
    const size_t first = lines.find('\n');
    WriteDocument(main, origins, TailOf(lines.substr(0, first)));
    WriteMentions(lines.substr(first + 1));
    return had ? old_->Next() : Status(Done{});
  }

  // Only copies without claims of their own are left of a stored text, under another date: it is read again.
  Status Extract(const Origin& main, std::string* lines) {
    Result<StoredDocument> stored = ParseDocument(*old_->line());
    if (!stored.ok()) return old_->Broken(stored.error().message);
    Document& document = stored->document;
    document.source = main.source;
    document.title = main.title;
    document.published = ParseDay(main.published);
    DocumentEntry entry = input_.options->extract(document, *input_.entities);
    *lines = std::move(entry.lines);
    const Result<uint64_t> added = input_.news->AddAgain(std::move(entry));
    return added.ok() ? Status(Done{}) : Status(added.error());
  }

  // The old mentions of the document at hand.
  Status Mentions(bool copy) {
    while (old_mentions_->line()) {
      const std::string_view id = RawField(*old_mentions_->line(), "document");
      if (id < last_) return old_mentions_->Broken("belongs to no document, or is out of order");
      if (id != last_) return Done{};
      if (copy) mentions_->WriteLine(*old_mentions_->line());
      if (Status next = old_mentions_->Next(); !next.ok()) return next;
    }
    return Done{};
  }

  void WriteDocument(const Origin& main, const std::vector<Origin>& copies, std::string_view tail) {
    std::string line;
    AppendDocumentHead(last_, main, copies, &line);
    documents_->WriteLine(line.append(tail));
  }

  void WriteEntry(std::string_view lines) {
    const size_t first = lines.find('\n');
    documents_->WriteLine(lines.substr(0, first));
    WriteMentions(lines.substr(first + 1));
  }

  void WriteMentions(std::string_view lines) {
    while (!lines.empty()) {
      const size_t end = lines.find('\n');
      mentions_->WriteLine(lines.substr(0, end));
      lines.remove_prefix(end + 1);
    }
  }

  const MergeInput& input_;
  std::set<std::string, std::less<>>* dropped_;
  RunSummary* summary_;
  OldLines* old_ = nullptr;
  OldLines* old_mentions_ = nullptr;
  FileWriter* documents_ = nullptr;
  FileWriter* mentions_ = nullptr;
  std::string last_;  // the id at hand
};

// ---- sorted groups: claims by key, names by entity

struct Group {
  struct Line {
    std::string sort_key;
    std::string text;
    std::unique_ptr<StoredClaim> parsed;
  };
  std::vector<Line> lines;  // sorted, each once
  bool affected = false;    // something was added or taken away
};

class Ledger {
 public:
  using SortKey = bool (*)(std::string_view line, std::string* key);
  Ledger(const MergeInput& input, const std::set<std::string, std::less<>>* dropped, OldLines* old, Sorter* news,
         SortKey sort_key)
      : input_(input), dropped_(dropped), old_(old), news_(news), sort_key_(sort_key) {}

  // Sorts the news and reads the first old line.
  Status Begin() {
    if (Status sorted = news_->Finish(); !sorted.ok()) return sorted;
    return ReadOld();
  }
  // What the next group is called; nullopt at the end.
  std::optional<std::string_view> Next() const {
    const Record* record = news_->Peek();
    std::optional<std::string_view> next;
    if (old_->line()) next = Name(old_key_);
    if (record != nullptr && (!next || Name(record->key) < *next)) next = Name(record->key);
    return next;
  }
  // Nothing is added to the group and nothing taken from it: it may be copied as it stands.
  bool IsUnchanged(std::string_view name) const {
    const Record* record = news_->Peek();
    return !input_.rules_changed && dropped_->empty() && (record == nullptr || Name(record->key) != name);
  }
  Status CopyTo(std::string_view name, FileWriter* out) {
    while (old_->line() && Name(old_key_) == name) {
      out->WriteLine(*old_->line());
      if (Status next = old_->Next(); !next.ok()) return next;
      if (Status read = ReadOld(); !read.ok()) return read;
    }
    return Done{};
  }
  Status Take(std::string_view name, Group* group) {
    std::vector<Group::Line>& lines = group->lines;
    while (old_->line() && Name(old_key_) == name) {
      if (input_.rules_changed || dropped_->contains(RawField(*old_->line(), "document"))) {
        group->affected = true;
      } else {
        lines.push_back({old_key_, std::string(*old_->line()), nullptr});
      }
      if (Status next = old_->Next(); !next.ok()) return next;
      if (Status read = ReadOld(); !read.ok()) return read;
    }
    const size_t kept = lines.size();
    while (news_->Peek() != nullptr && Name(news_->Peek()->key) == name) {
      Record& record = *news_->Peek();
      if (!input_.news->Unused(record.entry)) {
        group->affected = true;
        lines.push_back({std::move(record.key), std::move(record.payload), std::move(record.parsed)});
      }
      if (Status popped = news_->Pop(); !popped.ok()) return popped;
    }
    const auto less = [](const Group::Line& a, const Group::Line& b) {
      return std::tie(a.sort_key, a.text) < std::tie(b.sort_key, b.text);
    };
    std::inplace_merge(lines.begin(), lines.begin() + static_cast<ptrdiff_t>(kept), lines.end(), less);
    lines.erase(std::unique(lines.begin(), lines.end(),
                            [](const Group::Line& a, const Group::Line& b) { return a.text == b.text; }),
                lines.end());
    return Done{};
  }

 private:
  static std::string_view Name(std::string_view sort_key) { return sort_key.substr(0, sort_key.find('\x01')); }
  Status ReadOld() {
    if (!old_->line()) return Done{};
    if (!sort_key_(*old_->line(), &next_key_) || next_key_ < old_key_)
      return old_->Broken("has not the form of this file, or is out of order");
    old_key_.swap(next_key_);
    return Done{};
  }

  const MergeInput& input_;
  const std::set<std::string, std::less<>>* dropped_;
  OldLines* old_;
  Sorter* news_;
  SortKey sort_key_;
  std::string old_key_, next_key_;
};

// ---- claims and facts

class FactMerge {
 public:
  FactMerge(const MergeInput& input, RunSummary* summary) : input_(input), summary_(summary) {}

  Status Run(const std::set<std::string, std::less<>>& dropped, const std::string& folder, Manifest* manifest) {
    manifest_ = manifest;
    Result<OldLines> old_claims = OldLines::Open(input_.old, layout::kClaims);
    if (!old_claims.ok()) return old_claims.error();
    Result<OldLines> old_facts = OldLines::Open(input_.old, layout::kFacts);
    if (!old_facts.ok()) return old_facts.error();
    std::vector<FileWriter> writers;
    for (const std::string_view file : {layout::kClaims, layout::kFacts, layout::kChanges}) {
      Result<FileWriter> writer = FileWriter::Create(folder + "/" + std::string(file));
      if (!writer.ok()) return writer.error();
      writers.push_back(*std::move(writer));
    }
    facts_ = &writers[1];
    changes_ = &writers[2];
    Ledger ledger(input_, &dropped, &*old_claims, &input_.news->claims(), ClaimSortKey);
    if (Status begun = ledger.Begin(); !begun.ok()) return begun;
    while (const std::optional<std::string_view> next = ledger.Next()) {
      const std::string key(*next);
      if (!input_.fold_changed && !input_.reviews->About(key) && ledger.IsUnchanged(key)) {
        if (Status copied = ledger.CopyTo(key, &writers[0]); !copied.ok()) return copied;
        if (Status copied = CopyFacts(&*old_facts, key); !copied.ok()) return copied;
        continue;
      }
      Group group;
      if (Status taken = ledger.Take(key, &group); !taken.ok()) return taken;
      for (const Group::Line& line : group.lines) writers[0].WriteLine(line.text);
      std::vector<std::string> before;
      if (Status read = OldFacts(&*old_facts, key, &before); !read.ok()) return read;
      std::vector<std::string> after;
      group.affected |= input_.fold_changed;
      if (group.affected) {
        if (Status folded = Fold(&group, &after); !folded.ok()) return folded;
      } else {
        after = before;
      }
      if (Status laid = LayReviews(key, group.affected, &after); !laid.ok()) return laid;
      WriteFacts(before, after);
    }
    if (old_facts->line()) return old_facts->Broken("belongs to no claim, or is out of order");
    if (Status done = FinishInto(&writers[0], layout::kClaims, manifest); !done.ok()) return done;
    if (Status done = FinishInto(&writers[1], layout::kFacts, manifest); !done.ok()) return done;
    return FinishInto(&writers[2], layout::kChanges, nullptr);
  }

 private:
  // Whether the old fact at hand is one of the key's.
  Result<bool> IsOf(const OldLines& old, std::string_view key) const {
    if (!old.line()) return false;
    const std::string_view of = RawField(*old.line(), "key");
    if (of < key || RawField(*old.line(), "id").empty()) return old.Broken("is no fact of a claim, or is out of order");
    return of == key;
  }

  Status OldFacts(OldLines* old, std::string_view key, std::vector<std::string>* lines) {
    for (;;) {
      const Result<bool> of_key = IsOf(*old, key);
      if (!of_key.ok()) return of_key.error();
      if (!*of_key) return Done{};
      lines->emplace_back(*old->line());
      if (Status next = old->Next(); !next.ok()) return next;
    }
  }

  // The facts of a key whose claims are as they were, and about which nobody has decided.
  Status CopyFacts(OldLines* old, std::string_view key) {
    for (;;) {
      const Result<bool> of_key = IsOf(*old, key);
      if (!of_key.ok()) return of_key.error();
      if (!*of_key) return Done{};
      if (old->line()->ends_with(kNoReview)) {
        WriteFact(*old->line());
      } else {
        WriteFacts({std::string(*old->line())}, {WithReview(*old->line(), "null")});
      }
      if (Status next = old->Next(); !next.ok()) return next;
    }
  }

  Status Fold(Group* group, std::vector<std::string>* lines) {
    std::vector<StoredClaim> claims;
    claims.reserve(group->lines.size());
    for (Group::Line& line : group->lines) {
      if (line.parsed != nullptr) {
        claims.push_back(std::move(*line.parsed));
        continue;
      }
      Result<StoredClaim> claim = ParseStoredClaim(line.text);
      if (!claim.ok()) return Damaged(layout::kClaims, claim.error());
      claims.push_back(*std::move(claim));
    }
    if (claims.empty()) return Done{};
    for (const Fact& fact : input_.options->fold(claims)) {
      std::string& line = lines->emplace_back();
      line.reserve(kFactBytes);
      AppendFact(fact, &line);
    }
    return Done{};
  }

  Status LayReviews(std::string_view key, bool fresh, std::vector<std::string>* lines) {
    const bool reviewed = input_.reviews->About(key);
    if (!reviewed && fresh) return Done{};
    for (std::string& line : *lines) {
      if (!reviewed) {
        if (!line.ends_with(kNoReview)) line = WithReview(line, "null");
        continue;
      }
      Result<Fact> fact = ParseFact(line);
      if (!fact.ok()) return Damaged(layout::kFacts, fact.error());
      line = WithReview(line, input_.reviews->Overlay(*fact));
    }
    return Done{};
  }

  // Of an old line; a new one is well-formed.
  Status Damaged(std::string_view file, const Error& reason) const {
    return input_.old == nullptr ? reason : DescribeDamage(*input_.old, file);
  }

  // Both sorted by id.
  void WriteFacts(const std::vector<std::string>& before, const std::vector<std::string>& after) {
    size_t old = 0, fresh = 0;
    while (old < before.size() || fresh < after.size()) {
      const std::string_view old_id = old < before.size() ? RawField(before[old], "id") : std::string_view();
      const std::string_view fresh_id = fresh < after.size() ? RawField(after[fresh], "id") : std::string_view();
      if (!old_id.empty() && (fresh_id.empty() || old_id < fresh_id)) {
        Change("withdrawn", before[old++], &summary_->facts_withdrawn);
        continue;
      }
      if (old_id != fresh_id) {
        Change("added", after[fresh], &summary_->facts_added);
      } else if (before[old++] != after[fresh]) {
        Change("changed", after[fresh], &summary_->facts_changed);
      }
      WriteFact(after[fresh++]);
    }
  }

  void WriteFact(std::string_view line) {
    facts_->WriteLine(line);
    const std::string_view status = RawField(line, "status");
    ++(status == "conflict" ? manifest_->conflict : status == "single" ? manifest_->single : manifest_->corroborated);
  }

  void Change(std::string_view kind, std::string_view line, uint64_t* count) {
    ++*count;
    std::string out = "{\"change\":\"";
    out.append(kind).append("\",\"id\":\"").append(RawField(line, "id"));
    out.append("\",\"key\":\"").append(RawField(line, "key"));
    out.append("\",\"type\":\"").append(RawField(line, "type")).append("\"");
    if (kind == "withdrawn") out.append(",\"fact\":").append(line);  // nowhere else is it to be found now
    changes_->WriteLine(out.append("}"));
  }

  const MergeInput& input_;
  RunSummary* summary_;
  Manifest* manifest_ = nullptr;
  FileWriter* facts_ = nullptr;
  FileWriter* changes_ = nullptr;
};

// ---- names and entities

Status MergeEntities(const MergeInput& input, const std::set<std::string, std::less<>>& dropped,
                     const std::string& folder, Manifest* manifest) {
  Result<OldLines> old_names = OldLines::Open(input.old, layout::kNames);
  if (!old_names.ok()) return old_names.error();
  Result<OldLines> old_entities = OldLines::Open(input.old, layout::kEntities);
  if (!old_entities.ok()) return old_entities.error();
  Result<FileWriter> names = FileWriter::Create(folder + "/" + std::string(layout::kNames));
  if (!names.ok()) return names.error();
  Result<FileWriter> entities = FileWriter::Create(folder + "/" + std::string(layout::kEntities));
  if (!entities.ok()) return entities.error();
  Ledger ledger(input, &dropped, &*old_names, &input.news->names(), NameSortKey);
  if (Status begun = ledger.Begin(); !begun.ok()) return begun;
  while (const std::optional<std::string_view> next = ledger.Next()) {
    const std::string id(*next);
    Group group;
    const bool unchanged = ledger.IsUnchanged(id);
    if (unchanged) {
      if (Status copied = ledger.CopyTo(id, &*names); !copied.ok()) return copied;
    } else if (Status taken = ledger.Take(id, &group); !taken.ok()) {
      return taken;
    }
    for (const Group::Line& line : group.lines) names->WriteLine(line.text);
    std::string before;
    if (old_entities->line() && RawField(*old_entities->line(), "id") <= id) {
      if (RawField(*old_entities->line(), "id") != id)
        return old_entities->Broken("is no entity of a name, or is out of order");
      before = *old_entities->line();
      if (Status moved = old_entities->Next(); !moved.ok()) return moved;
    }
    if (group.lines.empty() && !unchanged) continue;
    if (!group.affected) {
      entities->WriteLine(before);
    } else if (group.lines.size() == 1) {
      entities->WriteLine(EntityOfOneName(group.lines.front().text));
    } else {
      std::vector<NameLine> parsed;
      for (const Group::Line& line : group.lines) {
        Result<NameLine> name = ParseName(line.text);
        if (!name.ok()) return DescribeDamage(*input.old, layout::kNames);
        parsed.push_back(*std::move(name));
      }
      entities->WriteLine(FormatEntity(parsed));
    }
  }
  if (old_entities->line()) return old_entities->Broken("is no entity of a name, or is out of order");
  if (Status done = FinishInto(&*names, layout::kNames, manifest); !done.ok()) return done;
  return FinishInto(&*entities, layout::kEntities, manifest);
}

}  // namespace

Result<std::vector<std::string>> MergeRejects(const MergeInput& input) {
  std::set<std::string> lines = input.news->rejects();
  Result<OldLines> old = OldLines::Open(input.old, layout::kRejects);
  if (!old.ok()) return old.error();
  while (old->line()) {
    const Result<std::string> path = PathOfReject(*old->line());
    if (!path.ok()) return old->Broken(path.error().message);
    if (!input.news->Touched(*path)) lines.emplace(*old->line());
    if (Status next = old->Next(); !next.ok()) return next.error();
  }
  return std::vector<std::string>(lines.begin(), lines.end());
}

Status Merge(const MergeInput& input, const std::string& folder, Manifest* manifest, RunSummary* summary) {
  std::set<std::string, std::less<>> dropped;
  if (Status sorted = input.news->documents().Finish(); !sorted.ok()) return sorted;
  if (Status done = DocumentMerge(input, &dropped, summary).Run(folder, manifest); !done.ok()) return done;
  if (Status done = FactMerge(input, summary).Run(dropped, folder, manifest); !done.ok()) return done;
  if (Status done = MergeEntities(input, dropped, folder, manifest); !done.ok()) return done;
  Result<std::vector<std::string>> rejects = MergeRejects(input);
  if (!rejects.ok()) return rejects.error();
  Result<FileWriter> file = FileWriter::Create(folder + "/" + std::string(layout::kRejects));
  if (!file.ok()) return file.error();
  for (const std::string& line : *rejects) file->WriteLine(line);
  return FinishInto(&*file, layout::kRejects, manifest);
}

}  // namespace attest
