/*
 * JSON by where its values begin and end, for what is taken out of a text that
 * lies in memory: no tree is made, nothing is copied, and what is no JSON ends
 * the walk. Pure.
 *
 * Beside the libraries: a tree of some 100 MB of samples would take many times
 * as much (jansson), and a parser that goes through it once can't look up what
 * comes later, or walk two arrays side by side, as samples and their weights
 * (yajl). What is small, or read from start to end, goes by those.
 */
#ifndef TBTOP_DECODE_JSON_SCAN_H
#define TBTOP_DECODE_JSON_SCAN_H

#include "base/str.h"

#include <stdbool.h>

struct json_scan {
	const char *at, *end;
};

/* Within an object ('{') or an array ('['), which `text` begins with. False when it doesn't. */
bool json_scan_open(struct json_scan *scan, struct slice text, char bracket);
/* The next member of an object. False behind the last. A string is what is between its quotes, with its escapes. */
bool json_scan_member(struct json_scan *scan, struct slice *name, struct slice *value);
/* The next element of an array. */
bool json_scan_element(struct json_scan *scan, struct slice *value);
/* The value of a member of an object; empty without one. */
struct slice json_scan_find(struct slice object, const char *name);
/* Whether a value that a scan gave (not a copy of it) is a string. */
bool json_scan_is_string(struct slice value);
/* Whether arrays and objects lie in one another more than `most` deep, before anything is built of them. */
bool json_scan_deeper(struct slice text, int most);
/* Appends a string without its escapes. */
void json_scan_append(struct str *out, struct slice string);

#endif
