#include "pipeline/review/server.h"

#include <httplib.h>
#include <ifaddrs.h>
#include <netdb.h>
#include <openssl/crypto.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "pipeline/review/page_files.h"
#include "pipeline/review/policy.h"

namespace attest {
namespace {

constexpr size_t kMostRequestBytes = 1 << 20;
constexpr size_t kThreads = 4;
constexpr uint64_t kPage = 50;

// The page's own files, and the one script that stands in the page: the map of its modules.
std::string Policy() {
  return "default-src 'none'; script-src 'self' " +
         PolicyHash(FindElement(PageFileBytes("index.html"), "<script type=\"importmap\"", "</script>").text) +
         "; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors "
         "'none'";
}

const char* MediaType(std::string_view name) {
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  return "text/html; charset=utf-8";
}

// In a time that does not tell where they differ.
bool SameSecret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string CookieOf(const httplib::Request& request, const std::string& name) {
  const std::string header = request.get_header_value("Cookie");
  const std::string start = name + "=";
  for (size_t at = 0; at < header.size();) {
    const size_t end = std::min(header.find(';', at), header.size());
    const std::string_view pair = std::string_view(header).substr(at, end - at);
    if (pair.starts_with(start)) return std::string(pair.substr(start.size()));
    at = header.find_first_not_of("; ", end);
    if (at == std::string::npos) break;
  }
  return {};
}

// A host as an address has it: IPv6 in brackets (RFC 3986).
std::string InAddress(const std::string& host) { return host.find(':') == host.npos ? host : "[" + host + "]"; }

// What Host may say where `listening` is listened on: loopback, that, and, where it stands for all of the machine's
// addresses, these and the machine's name.
std::vector<std::string> HostsOf(const std::string& listening) {
  std::vector<std::string> hosts = {InAddress(listening), "localhost", "127.0.0.1", "[::1]"};
  if (listening != "0.0.0.0" && listening != "::") return hosts;
  std::array<char, HOST_NAME_MAX + 1> name{};
  if (gethostname(name.data(), name.size() - 1) == 0) hosts.emplace_back(name.data());
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return hosts;
  for (const ifaddrs* one = all; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr == nullptr) continue;
    const int family = one->ifa_addr->sa_family;
    std::array<char, NI_MAXHOST> text{};
    const socklen_t size = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
    if ((family == AF_INET || family == AF_INET6) &&
        getnameinfo(one->ifa_addr, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0)
      hosts.push_back(InAddress(text.data()));
  }
  freeifaddrs(all);
  return hosts;
}

FactFilter FilterOf(const httplib::Request& request) {
  FactFilter filter;
  for (const auto& [name, value] : request.params) {
    if (const std::optional<Facet> facet = FacetFromName(name)) {
      filter.chosen[static_cast<size_t>(*facet)].push_back(value);
    } else if (name == "words") {
      filter.words = value;
    } else if (name == "since") {
      filter.since = value;
    } else if (name == "until") {
      filter.until = value;
    } else if (name == "order") {
      filter.order = value;
    }
  }
  return filter;
}

uint64_t NumberOf(const httplib::Request& request, const char* name, uint64_t otherwise) {
  const std::string text = request.get_param_value(name);
  if (text.empty() || text.size() > 12 || text.find_first_not_of("0123456789") != std::string::npos) return otherwise;
  return std::stoull(text);
}

void Send(const Answer& answer, httplib::Response* response) {
  response->status = answer.status;
  response->set_content(answer.body, "application/json; charset=utf-8");
}

void Refuse(int status, const char* message, httplib::Response* response) {
  Send({status, nlohmann::json({{"error", message}}).dump()}, response);
}

}  // namespace

struct ReviewServer::State {
  ReviewServerOptions options;
  ReviewData* data;
  int port = 0;
  std::vector<std::string> hosts;  // what Host may say
  const std::string policy = Policy();
  httplib::Server http;

  std::string PortText() const { return ":" + std::to_string(port); }
  std::string CookieName() const { return "attest" + std::to_string(port); }
  bool IsHost(const std::string& host) const { return std::find(hosts.begin(), hosts.end(), host) != hosts.end(); }

  // True when the request goes no further.
  bool Guard(const httplib::Request& request, httplib::Response* response) const {
    response->set_header("Content-Security-Policy", policy);
    response->set_header("X-Content-Type-Options", "nosniff");
    response->set_header("Referrer-Policy", "no-referrer");
    response->set_header("Cross-Origin-Resource-Policy", "same-origin");
    response->set_header("Cache-Control", "no-store");
    const std::string host = request.get_header_value("Host");
    if (!IsHost(host)) {
      Refuse(403, "this server does not go by that name", response);
      return true;
    }
    const bool by_address = SameSecret(request.get_param_value("token"), options.token);
    if (!by_address && !SameSecret(CookieOf(request, CookieName()), options.token)) {
      Refuse(401, "open the address that `attest review` has printed: it holds a token", response);
      return true;
    }
    if (request.method != "GET" && request.method != "HEAD") {
      if (request.get_header_value("Origin") != "http://" + host) {
        Refuse(403, "decisions are taken on the page itself", response);
        return true;
      }
    }
    if (by_address) {
      response->set_header("Set-Cookie", CookieName() + "=" + options.token + "; Path=/; HttpOnly; SameSite=Strict");
    }
    if (const Status fresh = data->Refresh(); !fresh.ok() && request.path.starts_with("/api/")) {
      Refuse(503, (fresh.error().message + "; the page shows the store as it was before").c_str(), response);
      return true;
    }
    return false;
  }

  void AddRoutes() {
    http.set_payload_max_length(kMostRequestBytes);
    http.set_tcp_nodelay(true);
    // A connection holds a thread for as long as it is kept: a browser opens more of them than there are threads, and
    // the rest would wait until the first are given up.
    http.set_keep_alive_max_count(1);
    http.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };  // the server owns it
    http.set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      return Guard(request, &response) ? httplib::Server::HandlerResponse::Handled
                                       : httplib::Server::HandlerResponse::Unhandled;
    });
    for (const PageFile& file : PageFiles()) {
      const std::string path = file.name == "index.html" ? "/" : "/" + std::string(file.name);
      http.Get(path, [file](const httplib::Request&, httplib::Response& response) {
        response.set_content(file.bytes.data(), file.bytes.size(), MediaType(file.name));
      });
    }
    const auto get = [this](const char* path, auto answer) {
      http.Get(path, [answer](const httplib::Request& request, httplib::Response& response) {
        Send(answer(request), &response);
      });
    };
    using Request = httplib::Request;
    get("/api/facts", [this](const Request& request) {
      return data->Queue(FilterOf(request), NumberOf(request, "offset", 0), NumberOf(request, "limit", kPage));
    });
    get("/api/fact",
        [this](const Request& request) { return data->Card(request.get_param_value("id"), FilterOf(request)); });
    get("/api/document", [this](const Request& request) { return data->Document(request.get_param_value("id")); });
    get("/api/companies", [this](const Request& request) { return data->Companies(request.get_param_value("words")); });
    get("/api/company", [this](const Request& request) { return data->Company(request.get_param_value("name")); });
    get("/api/overview", [this](const Request&) { return data->Overview(); });
    get("/api/reviewer", [this](const Request&) {
      return Answer{200, nlohmann::json({{"who", options.reviewer}}).dump()};
    });
    const auto post = [this](const char* path, auto answer) {
      http.Post(path, [answer](const httplib::Request& request, httplib::Response& response) {
        Send(answer(request), &response);
      });
    };
    post("/api/decisions", [this](const Request& request) { return data->Decide(request.body); });
    post("/api/value", [this](const Request& request) { return data->ReadValue(request.body); });
  }
};

ReviewServer::ReviewServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
ReviewServer::~ReviewServer() = default;

Result<std::unique_ptr<ReviewServer>> ReviewServer::Bind(const ReviewServerOptions& options, ReviewData* data) {
  auto state = std::make_unique<State>();
  state->options = options;
  state->data = data;
  if (options.port == 0) {
    state->port = state->http.bind_to_any_port(options.host);
  } else if (state->http.bind_to_port(options.host, options.port)) {
    state->port = options.port;
  } else {
    state->port = -1;
  }
  if (state->port <= 0) {
    return Error{ErrorCode::kIo,
                 options.host + ":" + std::to_string(options.port) + ": cannot be listened on; choose another --port"};
  }
  for (const std::string& host : HostsOf(options.host)) state->hosts.push_back(host + state->PortText());
  state->AddRoutes();
  return std::unique_ptr<ReviewServer>(new ReviewServer(std::move(state)));
}

std::string ReviewServer::address() const {
  return "http://" + InAddress(state_->options.host) + state_->PortText() + "/?token=" + state_->options.token;
}

void ReviewServer::Serve() { state_->http.listen_after_bind(); }
void ReviewServer::Stop() { state_->http.stop(); }

}  // namespace attest
