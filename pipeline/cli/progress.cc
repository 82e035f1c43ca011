#include "pipeline/cli/progress.h"

#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "pipeline/cli/terminal.h"

namespace attest {
namespace {

// A bar that cannot be drawn is no failure of the job.
void Draw(std::string_view text) {
  if (::write(STDERR_FILENO, text.data(), text.size()) < 0) return;
}

}  // namespace

Progress::Progress(bool wanted)
    : wanted_(wanted && ErrorsGoToTerminal()), next_(Clock::now() + std::chrono::seconds(1)) {}

void Progress::Show(uint64_t articles, uint64_t bytes_read, uint64_t bytes_total) {
  if (!wanted_) return;
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + std::chrono::milliseconds(100);
  shown_ = true;
  constexpr size_t kWidth = 30;
  constexpr double kMegabyte = 1e6;
  const double megabytes = static_cast<double>(bytes_read) / kMegabyte;
  if (bytes_total == 0) {
    Draw(fmt::format("\r\x1b[K{} articles, {:.1f} MB", articles, megabytes));
    return;
  }
  const double share = std::min(1.0, static_cast<double>(bytes_read) / static_cast<double>(bytes_total));
  const auto filled = static_cast<size_t>(share * kWidth);
  Draw(fmt::format("\r\x1b[K[{}{}] {:3.0f}%  {} articles, {:.1f} MB", std::string(filled, '='),
                   std::string(kWidth - filled, ' '), 100 * share, articles, megabytes));
}

void Progress::Clear() {
  if (shown_) Draw("\r\x1b[K");
  shown_ = false;
}

}  // namespace attest
