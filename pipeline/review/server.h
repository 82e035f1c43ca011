// The review page on HTTP. Serves the page's own files and ReviewData's answers, and nothing of the disk.
//
// Safe by default: it listens on loopback; every request needs the token of the printed address (then kept in a cookie
// that no script reads), names this server in Host (so that no foreign name can be pointed at it), and, where it
// decides something, comes from this page (Origin). A strict content security policy lets no script run but the page's.
#ifndef ATTEST_REVIEW_SERVER_H_
#define ATTEST_REVIEW_SERVER_H_

#include <functional>
#include <memory>
#include <string>

#include "pipeline/model/result.h"
#include "pipeline/review/review_data.h"

namespace attest {

struct ReviewServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;          // 0: any that is free
  std::string token;     // not empty
  std::string reviewer;  // who decides, unless the page says another name
};

class ReviewServer {
 public:
  // `data` must outlive the server. kIo when the address cannot be had.
  static Result<std::unique_ptr<ReviewServer>> Bind(const ReviewServerOptions& options, ReviewData* data);
  ~ReviewServer();

  // "http://127.0.0.1:4711/?token=…": what to open.
  std::string address() const;
  // Serves until Stop is called, from a signal's thread or another.
  void Serve();
  void Stop();

 private:
  struct State;
  explicit ReviewServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace attest

#endif  // ATTEST_REVIEW_SERVER_H_
