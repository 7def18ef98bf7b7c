#define _DEFAULT_SOURCE /* u_int8_t in the header */

#include "cmd/digest.h"

#include <stdint.h>
#include <sys/types.h>

#include <sha2.h>

void digest_sha256(struct slice bytes, char out[DIGEST_SIZE])
{
	SHA2_CTX context;
	SHA256Init(&context);
	SHA256Update(&context, (const uint8_t *)bytes.data, bytes.length);
	SHA256End(&context, out);
}
