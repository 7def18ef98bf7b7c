#include "view/views.h"

const struct view_ops *const views[] = {
#define X(ops) &ops,
	VIEW_LIST(X)
#undef X
};

const int view_count = (int)(sizeof views / sizeof *views);
