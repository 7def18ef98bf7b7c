#include "model/reason.h"

#include "base/text.h"

#include <inttypes.h>

static bool nothing_was_read(const struct store *store, uint32_t file)
{
	return file != STORE_NONE && !store_file(store, file).records;
}

const char *problem_reason(const struct store *store, const struct store_problem *problem)
{
	enum problem_what what = problem->problem.what;
	if ((what == PROBLEM_LENGTH || what == PROBLEM_HUGE) && nothing_was_read(store, problem->file))
		return "nothing in it looks like an event: another kind of file, or packed by other than gzip or zlib";
	if (problem->problem.zeros && (what == PROBLEM_LENGTH || what == PROBLEM_PAYLOAD))
		return "zeros where data was: a crash before it was on disk, or a copy of a file in use; copy it again";
	switch (what) {
	case PROBLEM_LENGTH:
		return "bytes are missing or were overwritten: a full disk, two writers, or a copy of a file in use; copy it again";
	case PROBLEM_HUGE:
		return "no writer makes such records; the file was overwritten or is no event file";
	case PROBLEM_PAYLOAD:
		return "some bytes of a record changed: a bad disk or copy; compare with the original";
	case PROBLEM_STREAM:
		return "the compressed file is damaged here or before, where records may be missing or be there twice";
	case PROBLEM_EVENT:
		return "sound bytes, but no event: another program's TFRecord file, or a newer format";
	case PROBLEM_UNREADABLE:
		return "check its owner and mode, or the disk";
	case PROBLEM_LIMIT:
		if (problem->problem.status == STATUS_FULL)
			return "what comes after was not loaded; --memory-limit sets how much may be";
		if (problem->problem.status == STATUS_LIMIT && !problem->problem.bytes_lost)
			return "it inflates to far more than records take, as a bomb does: what comes after was not read";
		return "it was left out so that memory holds; all else was read";
	}
	return "unknown";
}

void incomplete_describe(struct str *out, const struct store *store, const struct file_info *file, const char *join)
{
	if (!file->incomplete)
		return;
	str_printf(out, "%s at the end (%" PRIu64 " %s)", file->zeros_pending ? "zeros" : "incomplete record",
	           file->incomplete, file->incomplete == 1 ? "byte" : "bytes");
	str_append_text(out, join);
	if (file->zeros_pending && file->successor == STORE_NONE) {
		str_append_text(out, "room that the writer keeps, or a crash before the data was on disk");
		return;
	}
	if (file->successor == STORE_NONE) {
		str_append_text(out, "the writer is at it, or was stopped: nothing else is lost");
		return;
	}
	str_append_text(out, "the writer went on in ");
	text_clean(out, store_file(store, file->successor).shown);
}
