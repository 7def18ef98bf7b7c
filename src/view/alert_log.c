#include "view/alert_log.h"

#include "base/alloc.h"
#include "base/number.h"
#include "view/axes.h"

#include <stdlib.h>

#define MARK 2       /* columns: a mark and a blank */
#define NARROW 50    /* columns of the list: with fewer an age stands for the time */
#define RUN_MOST 30
#define RULE_LEAST 4 /* columns: of less nobody has anything */
#define BY_LEAST 24  /* what is narrower is told below alone */
#define LIST_LEAST 2 /* rows, and one between, before there is anything below */

void alert_log_reset(struct alert_log *log)
{
	log->list = (struct list){0};
	log->any = false;
}

/* ---- What is told below --------------------------------------------------------------------- */

/* In as many lines as it takes, of those that are left; broken at blanks where there are some. */
static void add_fact(struct alert_log *log, struct slice clean, int columns, enum role role)
{
	while (clean.length && columns > 0 && log->fact_count < ALERT_FACTS) {
		struct label *line = &log->facts[log->fact_count];
		struct slice rest = clean;
		size_t fits = 0, blank = 0;
		for (int width = 0; rest.length;) {
			uint32_t code;
			size_t taken = text_decode(rest, &code);
			width += text_code_width(code);
			if (width > columns || fits + taken >= LABEL_SIZE)
				break;
			blank = code == ' ' ? fits : blank;
			fits += taken;
			rest = slice_make(rest.data + taken, rest.length - taken);
		}
		size_t cut = rest.length && blank ? blank : fits ? fits : clean.length;
		label_set(line, slice_make(clean.data, cut), columns, TEXT_CUT_END);
		log->fact_roles[log->fact_count++] = role;
		cut += cut < clean.length && clean.data[cut] == ' ';
		clean = slice_make(clean.data + cut, clean.length - cut);
	}
}

static void add_facts(struct alert_log *log, const struct alert *alert, double now, int columns)
{
	char age[NUMBER_SIZE];
	struct str head = {0}, when = {0};
	text_clean(&head, slice_of(alert->run));
	str_append_text(&head, ": ");
	text_clean(&head, slice_of(alert->rule));
	add_fact(log, str_slice(&head), columns, ROLE_STRONG);
	add_fact(log, slice_of(alert->by), columns, ROLE_TEXT);
	number_age(age, now - alert->wall);
	str_append_text(&when, "told ");
	axis_clock(&when, alert->wall, now);
	str_printf(&when, ", %s ago%s", age, alert->seen ? "; seen" : "");
	add_fact(log, str_slice(&when), columns, ROLE_DIM);
	add_fact(log, slice_of(alert->trouble), columns, ROLE_BAD);
	str_fini(&head);
	str_fini(&when);
}

/* Where nothing was told. */
static void add_rules(struct alert_log *log, const struct alerts *alerts, int columns)
{
	uint32_t rules = alerts ? alerts_rule_count(alerts) : 0;
	struct label text;
	if (rules)
		label_format(&text, "%u rule%s watched over; nothing to tell", rules, rules == 1 ? " is" : "s are");
	else
		label_format(&text, "No rules: `:alert loss>10`, or [alerts] in the configuration");
	add_fact(log, label_slice(&text), columns, ROLE_TEXT);
	for (uint32_t i = 0; i < rules && i < ALERT_FACTS; i++) {
		if (i == ALERT_FACTS - 2 && rules > ALERT_FACTS - 1)
			label_format(&text, "and %u more", rules - i);
		else
			label_name(&text, slice_of(alerts_rule(alerts, i)), columns);
		add_fact(log, label_slice(&text), columns, ROLE_DIM);
	}
}

/* ---- The list --------------------------------------------------------------------------------- */

static void set_row(struct alert_row *row, const struct alert *alert, double now, bool narrow)
{
	char age[NUMBER_SIZE];
	struct str when = {0};
	number_age(age, now - alert->wall);
	if (narrow)
		str_append_text(&when, age);
	else
		axis_clock(&when, alert->wall, now);
	label_set(&row->when, str_slice(&when), LABEL_SIZE, TEXT_CUT_END);
	label_name(&row->run, slice_of(alert->run), RUN_MOST);
	label_name(&row->rule, slice_of(alert->rule), LABEL_SIZE);
	label_set(&row->by, slice_of(alert->by), LABEL_SIZE, TEXT_CUT_END);
	row->seen = alert->seen;
	row->troubled = *alert->trouble;
	str_fini(&when);
}

/* What was chosen stays so when newer ones come before it, until the log forgets it. */
static void find_cursor(struct alert_log *log, const struct alerts *alerts)
{
	if (!log->total)
		return;
	uint64_t newest = alerts_at(alerts, 0).id;
	if (log->any && log->chosen <= newest) {
		uint64_t back = newest - log->chosen;
		log->list.cursor = back < (uint64_t)log->total ? (int)back : log->total - 1;
	}
	list_fit(&log->list, log->total, log->list_area.height);
	log->chosen = newest - (uint64_t)log->list.cursor;
	log->any = true;
}

static void fill_rows(struct alert_log *log, const struct scene *scene)
{
	int height = log->list_area.height, left = log->total - log->list.top;
	log->count = left < height ? left : height;
	if (log->count > log->capacity) {
		log->capacity = log->count;
		log->rows = xrealloc(log->rows, (size_t)log->capacity * sizeof *log->rows);
	}
	for (int i = 0; i < log->count; i++) {
		struct alert alert = alerts_at(scene->alerts, (uint32_t)(log->list.top + i));
		set_row(&log->rows[i], &alert, scene->now, log->list_area.width < NARROW);
	}
}

static int widest(int width, const struct label *label)
{
	return label->width > width ? label->width : width;
}

/* Names and rules as wide as they need; what is left says by what. */
static void fit_columns(struct alert_log *log)
{
	int when = 0, run = 0, rule = 0;
	for (int i = 0; i < log->count; i++) {
		when = widest(when, &log->rows[i].when);
		run = widest(run, &log->rows[i].run);
		rule = widest(rule, &log->rows[i].rule);
	}
	log->gap = log->list_area.width < NARROW ? 1 : 2;
	int room = log->list_area.width - MARK - when - 2 * log->gap, roomy = room / 2 - log->gap;
	if (run > roomy)
		run = roomy;
	log->when_width = when;
	log->run_width = run > 0 ? run : 0;
	room -= log->run_width;
	roomy = room - log->gap - BY_LEAST;
	log->rule_width = rule < roomy ? rule : roomy > rule / 2 ? roomy : room < RULE_LEAST ? 0 : room;
}

static void lay_out(struct alert_log *log, struct rect area, const struct scene *scene)
{
	struct rect inside = rect_inset(area, 2, 1);
	log->fact_count = 0;
	log->total = scene->alerts ? (int)alerts_count(scene->alerts) : 0;
	log->area = area;
	if (!log->total) {
		add_rules(log, scene->alerts, inside.width);
		log->facts_area = inside;
		log->list_area = (struct rect){inside.x, inside.y, inside.width, 0};
		return;
	}
	int spare = inside.height - LIST_LEAST - 1, below = spare > ALERT_FACTS ? ALERT_FACTS : spare > 1 ? spare : 0;
	int most = inside.height - below - (below > 0);
	log->facts_area = rect_take_bottom(&inside, below);
	rect_take_bottom(&inside, below > 0);
	log->list_area = inside;
	log->list_area.height = log->total < most ? log->total : most;
}

/* The box no higher than what is in it. */
static void tighten(struct alert_log *log)
{
	int rows = log->list_area.height + (log->total && log->fact_count > 0) + log->fact_count + 2;
	int spare = log->area.height - rows;
	if (spare <= 0)
		return;
	log->area.height = rows;
	log->area.y += spare / 2;
	log->list_area.y += spare / 2;
	log->facts_area.y = log->list_area.y + log->list_area.height + (log->total > 0);
	log->facts_area.height = log->fact_count;
}

void alert_log_prepare(struct alert_log *log, const struct scene *scene, struct rect area)
{
	log->count = 0;
	lay_out(log, area, scene);
	uint32_t unseen = scene->alerts ? alerts_unseen(scene->alerts) : 0;
	if (unseen)
		label_format(&log->title, "Alerts, %u unseen", unseen);
	else
		label_format(&log->title, "Alerts");
	if (log->total) {
		find_cursor(log, scene->alerts);
		fill_rows(log, scene);
		fit_columns(log);
		struct alert alert = alerts_at(scene->alerts, (uint32_t)log->list.cursor);
		if (log->facts_area.height)
			add_facts(log, &alert, scene->now, log->facts_area.width);
	}
	tighten(log);
}

/* ---- Painting, keys ------------------------------------------------------------------------------ */

static void paint_part(struct canvas *canvas, struct rect *line, const struct label *text, int columns, int gap,
                       enum role role, uint8_t attributes)
{
	struct rect part = rect_take_left(line, columns);
	canvas_foreign(canvas, part.x, part.y, part.width, label_slice(text), role, attributes);
	rect_take_left(line, gap);
}

/* No number is cut: what does not fit ends at a blank. */
static void paint_by(struct canvas *canvas, struct rect line, const struct label *by)
{
	struct str text = {0};
	if (line.width >= by->width) {
		canvas_text(canvas, line.x, line.y, line.width, label_slice(by), ROLE_DIM, 0);
	} else if (line.width >= BY_LEAST) {
		text_fit(&text, label_slice(by), line.width, TEXT_CUT_END);
		while (text.length && text.data[text.length - 1] != ' ')
			text.length--;
		str_append_text(&text, "…");
		canvas_text(canvas, line.x, line.y, line.width, str_slice(&text), ROLE_DIM, 0);
	}
	str_fini(&text);
}

static void paint_row(const struct alert_log *log, const struct alert_row *row, struct canvas *canvas, struct rect line,
                      bool chosen)
{
	enum role role = row->seen ? ROLE_DIM : ROLE_TEXT;
	struct rect whole = line;
	if (row->troubled || !row->seen)
		canvas_put(canvas, line.x, line.y, row->troubled ? 0x2717 : '!', row->troubled ? ROLE_BAD : ROLE_WARN, 0);
	rect_take_left(&line, MARK);
	paint_part(canvas, &line, &row->when, log->when_width, log->gap, ROLE_DIM, 0);
	paint_part(canvas, &line, &row->run, log->run_width, log->gap, role, row->seen ? 0 : CELL_BOLD);
	paint_part(canvas, &line, &row->rule, log->rule_width, log->gap, role, 0);
	paint_by(canvas, line, &row->by);
	if (chosen)
		canvas_paint(canvas, whole, ROLE_SELECTED, 0);
}

void alert_log_paint(const struct alert_log *log, struct canvas *canvas)
{
	if (rect_empty(log->area))
		return;
	struct rect old = canvas_clip(canvas, log->area);
	canvas_fill(canvas, log->area, ' ', ROLE_TEXT, 0);
	canvas_box(canvas, log->area, label_slice(&log->title), ROLE_BORDER_FOCUS);
	for (int i = 0; i < log->count; i++) {
		struct rect line = {log->list_area.x, log->list_area.y + i, log->list_area.width, 1};
		paint_row(log, &log->rows[i], canvas, line, log->list.top + i == log->list.cursor);
	}
	for (int i = 0; i < log->fact_count && i < log->facts_area.height; i++)
		canvas_text(canvas, log->facts_area.x, log->facts_area.y + i, log->facts_area.width, label_slice(&log->facts[i]),
		            log->fact_roles[i], 0);
	canvas_unclip(canvas, old);
}

bool alert_log_act(struct alert_log *log, enum action action)
{
	int before = log->list.cursor;
	if (!list_act(&log->list, action, log->total, log->list_area.height))
		return false;
	log->chosen = log->chosen + (uint64_t)before - (uint64_t)log->list.cursor;
	return true;
}

bool alert_log_chosen(const struct alert_log *log, uint64_t *id)
{
	*id = log->chosen;
	return log->any && log->total > 0;
}

void alert_log_fini(struct alert_log *log)
{
	free(log->rows);
}
