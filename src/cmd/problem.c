#include "cmd/problem.h"

void problem_describe(struct str *out, const struct problem *problem)
{
	str_append_text(out, problem->status == STATUS_FULL ? "not loaded" : problem_text(problem->what));
	if (problem->status != STATUS_OK && problem->status != STATUS_LIMIT)
		str_printf(out, ": %s", status_text(problem->status));
}

static void problem_json(struct json *json, const struct store_problem *found)
{
	struct str what = {0};
	problem_describe(&what, &found->problem);
	json_open(json, '{');
	json_key(json, "file");
	json_text(json, found->shown);
	json_key(json, "offset");
	json_unsigned(json, found->problem.offset);
	json_key(json, "bytes_lost");
	json_unsigned(json, found->problem.bytes_lost);
	json_key(json, "what");
	json_text(json, str_slice(&what));
	json_close(json, '}');
	str_fini(&what);
}

void problem_json_all(struct json *json, const struct store *store)
{
	json_key(json, "problems");
	json_open(json, '[');
	for (uint32_t i = 0; i < store_problem_count(store); i++) {
		struct store_problem found = store_problem_at(store, i);
		problem_json(json, &found);
	}
	json_close(json, ']');
}
