#include "base/status.h"

#include <errno.h>

const char *status_text(enum status status)
{
	switch (status) {
#define X(name, text) case STATUS_##name: return text;
	STATUS_LIST(X)
#undef X
	}
	return "unknown status";
}

enum status status_from_errno(int error)
{
	switch (error) {
	case 0: return STATUS_OK;
	case ENOMEM: return STATUS_NO_MEMORY;
	case ENOENT: return STATUS_NOT_FOUND;
	case EACCES:
	case EPERM: return STATUS_DENIED;
	case ENOTDIR: return STATUS_NOT_A_DIRECTORY;
	case EISDIR: return STATUS_NOT_A_FILE;
	case ENOSPC:
	case EDQUOT: return STATUS_NO_SPACE;
	case EMFILE:
	case ENFILE: return STATUS_TOO_MANY_FILES;
	case EPIPE: return STATUS_BROKEN_PIPE;
	default: return STATUS_IO;
	}
}
