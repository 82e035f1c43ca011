#include <openssl/rand.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <spdlog/fmt/chrono.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "pipeline/cli/commands.h"
#include "pipeline/cli/output.h"
#include "pipeline/cli/setup.h"
#include "pipeline/facts/sources.h"
#include "pipeline/model/json.h"
#include "pipeline/review/report.h"
#include "pipeline/review/review_data.h"
#include "pipeline/review/server.h"

namespace attest {
namespace {

// What a person chose or typed, read as the extractors read an article.
class ValueReader {
 public:
  explicit ValueReader(const Pipeline& pipeline) : pipeline_(pipeline) {}

  Result<std::string> Read(FactType type, Role role, std::string_view words, std::string_view published) const {
    const RoleInfo* info = FindRole(type, role);
    RoleFill fill;
    fill.role = role;
    switch (info->kind) {
      case RoleKind::kTerm:
      case RoleKind::kWords:
        fill.text = words;
        return Json(fill);
      default:
        break;
    }
    Document document;
    document.text = words;
    document.published = ParseDay(published);
    const DocumentText text(document);
    const Analysis analysis = pipeline_.Analyse(text);
    const bool negative = words.starts_with("-");
    for (const Mention& mention : analysis.mentions) {
      if (Fill(mention, info->kind, negative, &fill)) return Json(fill);
    }
    if (info->kind == RoleKind::kPeriod) {
      fill.text = words;  // "the three months to December" where no date is known
      return Json(fill);
    }
    return Error{ErrorCode::kUsage, "“" + std::string(words) + "” states no such value"};
  }

 private:
  static std::string Json(const RoleFill& fill) {
    std::string roles;
    AppendRoles({fill}, &roles);
    return nlohmann::ordered_json::parse(roles)[std::string(RoleName(fill.role))].dump();
  }

  static bool Fill(const Mention& mention, RoleKind kind, bool negative, RoleFill* fill) {
    const auto set = [&](const Figure& figure) {
      fill->figure = figure;
      if (negative && figure.value && !figure.value->IsNegative()) fill->figure.value = figure.value->Negated();
      return true;
    };
    if (kind == RoleKind::kMoney) {
      const auto* money = std::get_if<Money>(&mention.value);
      if (money == nullptr) return false;
      fill->currency = money->currency;
      return set(money->figure);
    }
    if (kind == RoleKind::kNumber) {
      if (const auto* percent = std::get_if<Percent>(&mention.value)) return set(percent->figure);
      if (const auto* quantity = std::get_if<Quantity>(&mention.value)) return set(quantity->figure);
      return false;
    }
    if (kind == RoleKind::kDuration) {
      const auto* duration = std::get_if<Duration>(&mention.value);
      if (duration == nullptr || duration->iso.empty() || duration->iso[1] == 'X') return false;  // "several years"
      fill->text = duration->iso;
      return true;
    }
    const auto* date = std::get_if<Date>(&mention.value);
    if (date == nullptr || PeriodForm(*date).empty()) return false;
    fill->text = PeriodForm(*date);
    return true;
  }

  const Pipeline& pipeline_;
};

// The pipeline must outlive the hooks.
ReviewHooks HooksOf(const Pipeline& pipeline) {
  std::map<std::string, std::pair<uint64_t, uint64_t>, std::less<>> measured;
  for (const RuleEntry* entry : pipeline.rules().Entries("measured")) {
    const auto number = [entry](std::string_view name) {
      const RuleNode* node = entry->body.Get(name);
      return node == nullptr ? uint64_t{0} : static_cast<uint64_t>(std::strtoull(node->text.c_str(), nullptr, 10));
    };
    auto& [right, read] = measured[entry->id.substr(0, entry->id.find(' '))];  // a rule stands once for each type
    right += number("right");
    read += number("read");
  }
  return {
      .read_value = [reader = ValueReader(pipeline)](
                        FactType type, Role role, std::string_view words,
                        std::string_view published) { return reader.Read(type, role, words, published); },
      .same_source =
          [](const StoredClaim& a, const StoredClaim& b) {
            Similarities similarities;
            const std::array<const StoredClaim*, 2> both = {&a, &b};
            return CountSources(both, &similarities).independent == 1;
          },
      .measured = [measured =
                       std::move(measured)](std::string_view rule) -> std::optional<std::pair<uint64_t, uint64_t>> {
        const auto found = measured.find(rule);
        return found == measured.end() ? std::nullopt : std::optional(found->second);
      },
      .now =
          [] {
            const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
            return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(now)));
          },
  };
}

Result<std::string> NewToken() {
  std::array<unsigned char, 16> bytes;
  if (RAND_bytes(bytes.data(), bytes.size()) != 1)
    return Error{ErrorCode::kIo, "no random numbers are to be had; name a --token"};
  std::string token;
  for (const unsigned char byte : bytes) token += fmt::format("{:02x}", byte);
  return token;
}

// The desktop's way to open an address; nothing happens where there is none.
void OpenBrowser(const std::string& address) {
  if (std::getenv("DISPLAY") == nullptr && std::getenv("WAYLAND_DISPLAY") == nullptr) return;
  std::string program = "xdg-open", argument = address;
  std::array<char*, 3> arguments = {program.data(), argument.data(), nullptr};
  pid_t child = 0;
  if (posix_spawnp(&child, program.c_str(), nullptr, nullptr, arguments.data(), environ) != 0)
    spdlog::warn("no browser could be opened; open the address yourself");
}

struct Opened {
  std::unique_ptr<Pipeline> pipeline;
  std::unique_ptr<ReviewData> data;
};

Result<Opened> OpenData(const SharedOptions& shared, const std::string& store) {
  Result<Pipeline> pipeline = CreatePipeline(shared);
  if (!pipeline.ok()) return pipeline.error();
  auto kept = std::make_unique<Pipeline>(*std::move(pipeline));
  Result<std::unique_ptr<ReviewData>> data = ReviewData::Open(store, HooksOf(*kept));
  if (!data.ok()) return data.error();
  return Opened{std::move(kept), *std::move(data)};
}

}  // namespace

int ServeReview(const ReviewOptions& options) {
  if (options.host != ReviewServerOptions().host && options.token.empty())
    return Fail({ErrorCode::kUsage, "--host opens the page to others: give it a --token of your own"});
  Result<Opened> opened = OpenData(options.shared, options.store);
  if (!opened.ok()) return Fail(opened.error());
  std::string token = options.token;
  if (token.empty()) {
    Result<std::string> made = NewToken();
    if (!made.ok()) return Fail(made.error());
    token = *std::move(made);
  }
  const char* user = std::getenv("USER");
  const std::string reviewer = !options.reviewer.empty() ? options.reviewer : user != nullptr ? user : "reviewer";

  // Signals end the server in order, so that no answer is cut; all threads leave them to the one that waits.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  const Result<std::unique_ptr<ReviewServer>> server = ReviewServer::Bind(
      {.host = options.host, .port = options.port, .token = token, .reviewer = reviewer}, opened->data.get());
  if (!server.ok()) return Fail(server.error());
  std::thread waiter([&server, &ends] {
    int signal = 0;
    sigwait(&ends, &signal);
    (*server)->Stop();
  });
  Output output;
  output.Write((*server)->address() + "\n");
  if (const int failed = FinishOutput(&output); failed != kExitDone) return failed;
  spdlog::info("{} is served to this address until Ctrl-C; decisions go to {}/reviews.jsonl", options.store,
               options.store);
  if (!options.no_browser) OpenBrowser((*server)->address());
  (*server)->Serve();
  waiter.join();
  return kExitDone;
}

int WriteReport(const ReportOptions& options) {
  FactFilter filter;
  const auto choose = [&filter](Facet facet, const std::vector<std::string>& values) {
    filter.chosen[static_cast<size_t>(facet)] = values;
  };
  choose(Facet::kCompany, options.companies);
  choose(Facet::kType, options.types);
  choose(Facet::kStatus, options.statuses);
  choose(Facet::kDecision, options.decisions);
  filter.since = options.since;
  filter.until = options.until;
  const Result<Opened> opened = OpenData(options.shared, options.store);
  if (!opened.ok()) return Fail(opened.error());
  const Result<std::string> report = FormatReport(*opened->data, filter, options.limit);
  if (!report.ok()) return Fail(report.error());
  Output output;
  output.Write(*report);
  return FinishOutput(&output);
}

}  // namespace attest
