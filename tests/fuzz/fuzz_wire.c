/* What passes the pre-check can be walked by the cursor, and protobuf-c may see it; what it takes passes. */
#include "fuzz/target.h"

#include "event.pb-c.h"
#include "read/wire.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	enum status status = wire_check(&tb__event__descriptor, bytes, length, WIRE_LIMITS);
	struct wire wire = wire_of(bytes, length);
	struct wire_field field;
	while (wire_next(&wire, &field))
		if (field.type == WIRE_BYTES && (field.bytes < bytes || field.bytes + field.length > bytes + length))
			abort();
	if (!status && !wire_fine(&wire))
		abort();
	if (!status)
		tb__event__free_unpacked(tb__event__unpack(NULL, length, bytes), NULL);
	return 0;
}
