#include "pipeline/facts/fingerprint.h"
namespace attest {
std::string Fingerprint(const DocumentText&) { return {}; }
double Similarity(std::string_view, std::string_view) { return 0; }
}  // namespace attest
