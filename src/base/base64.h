/* Base64 (RFC 4648, 4), padded: what goes into a terminal's sequences, where its letters can end nothing. */
#ifndef TBTOP_BASE_BASE64_H
#define TBTOP_BASE_BASE64_H

#include "base/str.h"

void base64_append(struct str *out, struct slice bytes);

#endif
