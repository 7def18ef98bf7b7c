#include "view/glance.h"

#include "base/number.h"
#include "chart/spark.h"

#include <math.h>
#include <stdarg.h>

#define NAME_LEAST 6 /* columns of a run's name: less tells nothing */
#define CHANGED 1e-3 /* relative: less is no direction */

uint32_t state_mark(enum run_state state)
{
	switch (state) {
	case RUN_LIVE: return 0x25CF;
	case RUN_LATE: return 0x25D0;
	case RUN_STALLED: return 0x00B7;
	case RUN_DONE: return 0x25CB;
	case RUN_GONE: return 0x2717;
	}
	return ' ';
}

enum role state_role(enum run_state state)
{
	switch (state) {
	case RUN_LIVE: return ROLE_GOOD;
	case RUN_LATE: return ROLE_WARN;
	case RUN_GONE: return ROLE_BAD;
	case RUN_STALLED:
	case RUN_DONE: break;
	}
	return ROLE_DIM;
}

/* ---- Parts ---------------------------------------------------------------------------------- */

static void add(struct glance *glance, int rank, enum role role, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void add(struct glance *glance, int rank, enum role role, const char *format, ...)
{
	va_list arguments;
	if (glance->count == GLANCE_PARTS)
		return;
	va_start(arguments, format);
	label_clean_format(&glance->parts[glance->count].text, format, arguments);
	va_end(arguments);
	glance->parts[glance->count].role = role;
	glance->parts[glance->count].kept = true;
	glance->parts[glance->count].close = false;
	glance->parts[glance->count++].rank = rank;
}

static void add_mark(struct glance *glance, int rank, uint32_t code, enum role role, bool close)
{
	char bytes[5] = "";
	bytes[text_encode(code, bytes)] = '\0';
	add(glance, rank, role, "%s", bytes);
	glance->parts[glance->count - 1].close = close;
}

static void add_name(struct glance *glance, const struct gist *gist, int rank)
{
	struct label name;
	label_name(&name, slice_of(gist->run), GIST_NAME);
	add(glance, rank, ROLE_STRONG, "%s", name.text);
}

static void add_step(struct glance *glance, const struct gist *gist, int rank)
{
	char text[NUMBER_SIZE];
	double part = gist_part(gist);
	if (!gist->has_step)
		return;
	number_count(text, gist->last_step);
	add(glance, rank, ROLE_TEXT, "%s", text);
	if (isfinite(part))
		add(glance, rank + 2, ROLE_TEXT, "%d%%", (int)(part * 100));
}

/* ' ' where it doesn't tell. */
static uint32_t direction(const struct gist_tag *tag)
{
	double by = tag->value - tag->before;
	if (!isfinite(by) || !(fabs(by) > CHANGED * fabs(tag->before)))
		return ' ';
	return by < 0 ? 0x25BC : 0x25B2;
}

static void add_tag(struct glance *glance, const struct gist_tag *tag, int rank)
{
	char value[NUMBER_SIZE];
	number_short(value, tag->value, 3);
	add(glance, rank, isfinite(tag->value) ? ROLE_TEXT : ROLE_BAD, "%s %s", tag->name, value);
	if (direction(tag) != ' ')
		add_mark(glance, rank + 4, direction(tag), ROLE_DIM, true);
}

/* What is wrong is more urgent than when it will be done. */
static void add_pace(struct glance *glance, const struct gist *gist, double now, int rank)
{
	char text[NUMBER_SIZE];
	enum run_state state = vitals_state(&gist->vitals, now);
	double left = gist_time_left(gist, now).seconds;
	if (state == RUN_LIVE || state == RUN_LATE) {
		number_short(text, gist->rate, 2);
		if (isfinite(gist->rate))
			add(glance, rank + 1, ROLE_TEXT, "%s/s", text);
		number_duration(text, left);
		if (isfinite(left))
			add(glance, rank, ROLE_TEXT, "ETA %s", text);
	}
	if (vitals_ahead(&gist->vitals, now) > 0)
		add(glance, rank, ROLE_WARN, "clock ahead");
	if (state != RUN_LIVE && isfinite(gist->vitals.newest)) {
		number_age(text, now - gist->vitals.newest);
		bool told = state == RUN_STALLED || state == RUN_LATE;
		add(glance, rank, told ? ROLE_WARN : ROLE_DIM, told ? "%s %s" : "%s", run_state_name(state), text);
	}
}

static void add_state(struct glance *glance, const struct gist *gist, double now, int rank)
{
	enum run_state state = vitals_state(&gist->vitals, now);
	add_mark(glance, rank, state_mark(state), state_role(state), false);
}

/* ---- Room ------------------------------------------------------------------------------------ */

/* A newest value that is not finite: NaN, inf, -inf. */
static void add_odd(struct glance *glance, const struct gist *gist, int rank)
{
	char text[NUMBER_SIZE];
	number_short(text, gist->odd, 1);
	if (gist->odd != 0)
		add(glance, rank, ROLE_BAD, "%s", text);
}

static int width_of_kept(const struct glance *glance)
{
	int width = 0;
	for (int i = 0; i < glance->count; i++)
		if (glance->parts[i].kept)
			width += glance->parts[i].text.width + (width && !glance->parts[i].close ? glance->gap : 0);
	return width;
}

/* The rightmost of the least important. False when there is nothing left but the first. */
static bool drop_one(struct glance *glance)
{
	int worst = -1;
	for (int i = 0; i < glance->count; i++)
		if (glance->parts[i].kept && (worst < 0 || glance->parts[i].rank >= glance->parts[worst].rank))
			worst = i;
	if (worst < 0)
		return false;
	glance->parts[worst].kept = false;
	return true;
}

/* Shortens the name, which is the first part, before anything goes; then the least important goes. */
static void fit(struct glance *glance, int columns)
{
	int over = width_of_kept(glance) - columns, name = glance->count ? glance->parts[0].text.width : 0;
	if (over > 0 && name - over >= NAME_LEAST) {
		struct label whole = glance->parts[0].text;
		label_set(&glance->parts[0].text, label_slice(&whole), name - over, TEXT_CUT_MIDDLE);
	}
	while (width_of_kept(glance) > columns && drop_one(glance))
		;
}

void glance_line(struct glance *glance, const struct gist *gist, double now, int columns)
{
	glance->count = 0;
	glance->gap = 1;
	add_name(glance, gist, 5);
	add_step(glance, gist, 2);
	for (uint32_t i = 0; i < gist->tag_count; i++)
		add_tag(glance, &gist->tags[i], 3 + 2 * (int)i);
	add_pace(glance, gist, now, 2);
	add_odd(glance, gist, 2);
	add_state(glance, gist, now, 1);
	fit(glance, columns);
}

void glance_alerts(struct glance *glance, uint32_t unseen, int columns)
{
	if (unseen)
		add(glance, 1, ROLE_WARN, "⚠%u", unseen);
	fit(glance, columns);
}

void glance_head(struct glance *glance, const struct gist *gist, double now, int columns)
{
	(void)now;
	glance->count = 0;
	glance->gap = 1;
	add_name(glance, gist, 1);
	add_step(glance, gist, 2);
	fit(glance, columns);
}

void glance_foot(struct glance *glance, const struct gist *gist, double now, int columns)
{
	glance->count = 0;
	glance->gap = 1;
	add_pace(glance, gist, now, 2);
	add_odd(glance, gist, 3);
	add_state(glance, gist, now, 1);
	fit(glance, columns);
}

/* "ETA 5h02 ±9m" */
static void add_eta(struct glance *glance, const struct gist *gist, double now, int rank)
{
	char left[NUMBER_SIZE], spread[NUMBER_SIZE];
	struct eta eta = gist_time_left(gist, now);
	if (!isfinite(eta.seconds))
		return;
	number_duration(left, eta.seconds);
	number_duration(spread, (eta.high - eta.low) / 2);
	add(glance, rank, ROLE_STRONG, "ETA %s", left);
	if (eta.high - eta.low > 1)
		add(glance, rank + 3, ROLE_DIM, "±%s", spread);
}

void glance_pace(struct glance *glance, const struct gist *gist, double now, int columns)
{
	char text[NUMBER_SIZE];
	enum run_state state = vitals_state(&gist->vitals, now);
	bool running = state == RUN_LIVE || state == RUN_LATE;
	double rate = running ? gist->rate : gist->steptime.rate_run;
	glance->count = 0;
	glance->gap = 2;
	number_short(text, rate, 3);
	if (isfinite(rate))
		add(glance, 1, ROLE_TEXT, running ? "%s st/s" : "%s st/s of run", text);
	add_eta(glance, gist, now, 2);
	number_duration(text, gist->p95);
	if (isfinite(gist->p95))
		add(glance, 4, ROLE_TEXT, "p95 %s", text);
	add_odd(glance, gist, 1);
	if (gist->problems)
		add(glance, 3, ROLE_BAD, "✗%u", gist->problems);
	while (width_of_kept(glance) > columns && drop_one(glance))
		;
}

/* ---- Showing ----------------------------------------------------------------------------------- */

static const char *tmux_colour(enum role role)
{
	switch (role) {
	case ROLE_GOOD: return "green";
	case ROLE_WARN: return "yellow";
	case ROLE_BAD: return "red";
	default: return NULL;
	}
}

/* tmux reads #[…] and #(…) in what a command prints: a run may be named so. */
static void append_part(struct str *out, struct slice text, bool ascii, bool tmux)
{
	for (size_t i = 0; i < text.length;) {
		uint32_t code;
		size_t length = text_decode(slice_make(text.data + i, text.length - i), &code);
		if (tmux && code == '#')
			str_append_text(out, "##");
		else if (ascii && code >= 0x80)
			str_append_char(out, canvas_ascii(code));
		else
			str_append(out, text.data + i, length);
		i += length;
	}
}

void glance_text(const struct glance *glance, bool ascii, bool tmux, struct str *out)
{
	bool any = false;
	for (int i = 0; i < glance->count; i++) {
		if (!glance->parts[i].kept)
			continue;
		const char *colour = tmux ? tmux_colour(glance->parts[i].role) : NULL;
		if (any && !glance->parts[i].close)
			str_append_char(out, ' ');
		any = true;
		if (colour)
			str_printf(out, "#[fg=%s]", colour);
		append_part(out, label_slice(&glance->parts[i].text), ascii, tmux);
		if (colour)
			str_append_text(out, "#[fg=default]");
	}
}

void glance_paint(const struct glance *glance, struct canvas *canvas, struct rect row)
{
	struct rect old = canvas_clip(canvas, row);
	int x = row.x;
	for (int i = 0; i < glance->count; i++) {
		if (!glance->parts[i].kept)
			continue;
		x += x > row.x && !glance->parts[i].close ? glance->gap : 0;
		x += canvas_text(canvas, x, row.y, row.x + row.width - x, label_slice(&glance->parts[i].text),
		                 glance->parts[i].role, 0);
	}
	canvas_unclip(canvas, old);
}

void glance_tag(const struct gist_tag *tag, struct canvas *canvas, struct rect row, int name)
{
	char value[NUMBER_SIZE];
	number_short(value, tag->value, 3);
	struct rect old = canvas_clip(canvas, row);
	int x = row.x + name + 1, end = row.x + row.width;
	canvas_foreign(canvas, row.x, row.y, name, slice_of(tag->name), ROLE_TEXT, 0);
	int width = canvas_text(canvas, x, row.y, end - x, slice_of(value), isfinite(tag->value) ? ROLE_STRONG : ROLE_BAD, 0);
	x += (width > 5 ? width : 5) + 1;
	if (x < end)
		canvas_put(canvas, x, row.y, direction(tag), ROLE_DIM, 0);
	x += 2;
	int room = end - x < (int)tag->spark_count ? end - x : (int)tag->spark_count;
	if (room >= 3)
		spark_paint(canvas, x, row.y, room, tag->spark, tag->spark_count, ROLE_SERIES_0);
	canvas_unclip(canvas, old);
}
