/*
 * What a cell means. Drawing code knows roles, never colours; a theme (ui/theme)
 * turns roles into 24-bit, 256, 16 colours or mono attributes.
 */
#ifndef TBTOP_CHART_ROLE_H
#define TBTOP_CHART_ROLE_H

/* X(id, name in golden files) */
#define ROLE_LIST(X)                                                                          \
	X(TEXT, "text") X(DIM, "dim") X(STRONG, "strong") X(TITLE, "title") X(BORDER, "border")   \
	X(BORDER_FOCUS, "focus") X(AXIS, "axis") X(GRID, "grid") X(CURSOR, "cursor")              \
	X(SELECTED, "selected") X(SELECTED_DIM, "selected-dim") X(TAB, "tab") X(TAB_ON, "tab-on") \
	X(STATUS, "status") X(HINT, "hint") X(HINT_KEY, "hint-key") X(GOOD, "good")               \
	X(WARN, "warn") X(BAD, "bad") X(MATCH, "match") X(PROMPT, "prompt") X(HELP, "help")       \
	X(SERIES_0, "s0") X(SERIES_1, "s1") X(SERIES_2, "s2") X(SERIES_3, "s3")                   \
	X(SERIES_4, "s4") X(SERIES_5, "s5") X(SERIES_6, "s6") X(SERIES_7, "s7")

enum role {
#define X(id, name) ROLE_##id,
	ROLE_LIST(X)
#undef X
	ROLE_COUNT
};

const char *role_name(enum role role);

#endif
