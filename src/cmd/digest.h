/* SHA-256 of bytes, in lower-case hex. The only user of libmd. */
#ifndef TBTOP_CMD_DIGEST_H
#define TBTOP_CMD_DIGEST_H

#include "base/str.h"

#define DIGEST_SIZE 65 /* with the NUL */
void digest_sha256(struct slice bytes, char out[DIGEST_SIZE]);

#endif
