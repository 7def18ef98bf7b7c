/* What event files are filled with: records of a training, sound and damaged. Pure. */
#ifndef TBTOP_SOAK_CONTENT_H
#define TBTOP_SOAK_CONTENT_H

#include "base/str.h"
#include "soak/chance.h"

struct training {
	struct chance *chance;
	double clock; /* wall time of the last record: no two records of a soak are the same */
};

void content_version(struct training *training, struct str *out);
/* One step of some tags; `*step` goes on. */
void content_step(struct training *training, int64_t *step, struct str *out);
void content_session(struct training *training, int status, int64_t step, struct str *out);
/* Bytes that are no record, or a record with a byte changed. */
void content_damage(struct training *training, int64_t step, struct str *out);

#endif
