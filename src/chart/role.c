#include "chart/role.h"

static const char *const names[ROLE_COUNT] = {
#define X(id, name) [ROLE_##id] = name,
	ROLE_LIST(X)
#undef X
};

const char *role_name(enum role role)
{
	return (unsigned)role < ROLE_COUNT ? names[role] : "text";
}
