// The fact store on disk: begin here. update.h writes it, query.h reads it, verify.h checks it; reviews.h holds
// reviewers' decisions about claims and entities. layout.h names the files, output/README.md describes every field of
// them.
#ifndef ATTEST_STORE_STORE_H_
#define ATTEST_STORE_STORE_H_

#include "pipeline/store/entry.h"   // IWYU pragma: export
#include "pipeline/store/query.h"   // IWYU pragma: export
#include "pipeline/store/update.h"  // IWYU pragma: export
#include "pipeline/store/verify.h"  // IWYU pragma: export

#endif  // ATTEST_STORE_STORE_H_
