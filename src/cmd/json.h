/* Writes JSON on one line: commas by itself, strings mended and escaped, numbers shortest. */
#ifndef TBTOP_CMD_JSON_H
#define TBTOP_CMD_JSON_H

#include "base/str.h"
#include "data/chunk.h"

#include <stdint.h>

struct json {
	struct str *out;
	bool more; /* a comma comes before the next thing */
};

void json_open(struct json *json, char bracket);  /* { or [ */
void json_close(struct json *json, char bracket); /* } or ] */
void json_key(struct json *json, const char *name);
/* A key that came from a file. */
void json_name(struct json *json, struct slice name);
void json_text(struct json *json, struct slice text);
/* What is JSON already. */
void json_raw(struct json *json, struct slice text);
void json_none(struct json *json); /* null; json_null and json_integer are jansson's */
void json_signed(struct json *json, int64_t value);
void json_unsigned(struct json *json, uint64_t value);
/* Non-finite numbers are the strings "NaN", "Infinity", "-Infinity". */
void json_double(struct json *json, double value);
/* The shortest that reads back to the same float; likewise. */
void json_float(struct json *json, float value);
/* A finite whole number, which may be beyond 64 bits, with all its digits. */
void json_whole(struct json *json, double value);
/* NaN, which stands for "not known", is null. */
void json_known(struct json *json, double value);

void json_bool(struct json *json, bool value);

/* A value as it was written: a float as a float, without quotes; for tables as well. */
void json_append_number(struct str *out, enum number_type type, uint64_t bits);
/* False for NaN and infinities: they need quotes in JSON. */
bool json_is_finite(enum number_type type, uint64_t bits);

#endif
