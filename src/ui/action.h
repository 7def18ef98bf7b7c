/*
 * The one list of actions. From it come the enum, the key help, the README's
 * table and the names by which users bind keys and `:` finds them. A new key
 * needs a row here.
 */
#ifndef TBTOP_UI_ACTION_H
#define TBTOP_UI_ACTION_H

#include <stdbool.h>

/* X(id, name, group, help) */
#define ACTION_LIST(X)                                                                        \
	X(UP, "up", "Move", "move up")                                                        \
	X(DOWN, "down", "Move", "move down")                                                  \
	X(PAGE_UP, "page-up", "Move", "a page up")                                            \
	X(PAGE_DOWN, "page-down", "Move", "a page down")                                      \
	X(FIRST, "first", "Move", "to the first")                                             \
	X(LAST, "last", "Move", "to the last")                                                \
	X(LEFT, "left", "Move", "cursor left, fold")                                          \
	X(RIGHT, "right", "Move", "cursor right, unfold")                                     \
	X(LEFT_10, "left-10", "Move", "cursor left by ten")                                   \
	X(RIGHT_10, "right-10", "Move", "cursor right by ten")                                \
	X(NEXT_PANE, "next-pane", "Move", "next pane")                                        \
	X(PREVIOUS_PANE, "previous-pane", "Move", "previous pane")                            \
	X(ENTER, "zoom", "Move", "zoom into")                                                 \
	X(BACK, "back", "Move", "back one level")                                             \
	X(VIEW, "view", "Views", "show a view by number or name")                             \
	X(TOGGLE, "toggle", "Runs", "show or hide the run, mark the tag")                     \
	X(SOLO, "solo", "Runs", "only this run, or all again")                                \
	X(ALL, "all", "Runs", "show all runs of the filter")                                  \
	X(INVERT, "invert", "Runs", "invert which runs are shown")                            \
	X(COLOUR, "colour", "Runs", "next colour and stroke of the run")                      \
	X(HIDE, "hide", "Runs", "hide the run for good: its files stay")                      \
	X(UNHIDE, "unhide", "Runs", "bring back all runs hidden for good")                    \
	X(BASELINE, "baseline", "Runs", "compare with this run, or no more")                  \
	X(DIFFERENCE, "difference", "Runs", "how far runs are from the baseline: on or off")   \
	X(GROUP, "group", "Runs", "runs as mean and band: prefix, regex RE, hparam NAME, off") \
	X(BAND, "band", "Runs", "band of a group: std, minmax, q25")                          \
	X(FILTER, "filter", "Find", "filter the focused list as you type")                    \
	X(FILTER_RUNS, "filter-runs", "Find", "filter runs from anywhere")                    \
	X(NEXT_MATCH, "next-match", "Find", "next match")                                     \
	X(PREVIOUS_MATCH, "previous-match", "Find", "previous match")                         \
	X(PIN, "pin", "Tags", "pin the tag on top")                                           \
	X(PINNED_ONLY, "pinned-only", "Tags", "only pinned tags, or all")                     \
	X(MERGE, "merge", "Tags", "marked tags in one chart")                                 \
	X(SPLIT, "split", "Tags", "merged tags in their own charts again")                    \
	X(DERIVE, "derive", "Tags", "a new series: NAME = A / B, A - B, rate(A), rate(A, s)")     \
	X(BEST, "best", "Tags", "which way is better for the tag: min, max, auto")            \
	X(ZOOM_IN, "zoom-in", "Chart", "zoom in on x")                                        \
	X(ZOOM_OUT, "zoom-out", "Chart", "zoom out")                                          \
	X(PAN_LEFT, "pan-left", "Chart", "pan left")                                          \
	X(PAN_RIGHT, "pan-right", "Chart", "pan right")                                       \
	X(FIT, "fit", "Chart", "fit all, again: leave out what is far off")                   \
	X(SELECT, "select", "Chart", "select a range, Enter zooms into it")                   \
	X(TAIL, "tail", "Chart", "all, the last 10 %, 1k steps, 10 min; or 20%, 500, 30m")     \
	X(FOLLOW, "follow", "Chart", "go along with the newest, or stay")                     \
	X(X_AXIS, "x-axis", "Chart", "x: step, relative, wall, active time")                  \
	X(X_LOG, "x-log", "Chart", "x by its logarithm on or off")                            \
	X(X_TAG, "xtag", "Chart", "x: the value of another tag")                              \
	X(Y_RANGE, "yrange", "Chart", "y: LOW HIGH, zero, shared, auto")                      \
	X(Y_SCALE, "y-scale", "Chart", "y: linear, log, symlog")                              \
	X(MARKER, "marker", "Chart", "braille, quadrant, half, ASCII")                        \
	X(DRAWING, "drawing", "Chart", "draw lines, steps, points")                           \
	X(TABLE, "table", "Chart", "the chart, or its points as a table")                     \
	X(LESS_SMOOTH, "less-smooth", "Chart", "smooth less")                                 \
	X(MORE_SMOOTH, "more-smooth", "Chart", "smooth more: .3 .6 .8 .9 .95 .99 .999")       \
	X(SMOOTH, "smooth", "Chart", "smooth: ema .9, window 50, tw-ema .9, off")             \
	X(OUTLIERS, "outliers", "Chart", "y without outliers on or off")                      \
	X(GOTO, "goto", "Chart", "cursor to a step")                                          \
	X(NEXT, "next", "Chart", "next best, NaN, restart, event: b n r e")                   \
	X(PREVIOUS, "previous", "Chart", "previous best, NaN, restart, event")                \
	X(MARK, "mark", "Chart", "mark the cursor: a … z; a and b tell A→B")                  \
	X(TO_MARK, "to-mark", "Chart", "cursor to a mark")                                    \
	X(LEGEND, "legend", "Chart", "legend on or off")                                      \
	X(SUPERSEDED, "superseded", "Chart", "what restarts took back: show or hide")         \
	X(MORE_PANELS, "more-panels", "Chart", "more charts on a page")                       \
	X(FEWER_PANELS, "fewer-panels", "Chart", "fewer charts on a page")                    \
	X(SAMPLE_BACK, "sample-back", "Payload", "the sample before of a step")                \
	X(SAMPLE_ON, "sample-on", "Payload", "the next sample of a step")                      \
	X(PLAY, "play", "Payload", "play or stop")                                            \
	X(SORT, "sort", "Table", "sort by the next column, or by NAME")                       \
	X(COLUMN, "column", "Table", "show or hide a column of the table, or NAME WIDTH")       \
	X(WIDER, "wider", "Table", "the column of the cursor wider")                          \
	X(NARROWER, "narrower", "Table", "and narrower")                                      \
	X(INFO, "info", "Show", "about the thing under the cursor")                           \
	X(PROBLEMS, "problems", "Show", "damaged records, unreadable files")                  \
	X(ALERTS, "alerts", "Show", "what the rules told; Space: seen, a: all")               \
	X(ALERT, "alert", "Show", "watch over a rule: alert loss>10; alert off [RULE]")        \
	X(HARDWARE, "hardware", "Show", "GPUs, cpu, memory, disk, network: on or off")        \
	X(FREEZE, "freeze", "Show", "freeze the screen: what comes is read and waits")         \
	X(UNDO, "undo", "Show", "undo the last change of what is shown")                      \
	X(REDO, "redo", "Show", "do it again")                                                \
	X(THEME, "theme", "Show", "theme: auto, dark, light, mono, or one of your own")       \
	X(PIXELS, "pixels", "Show", "pictures as pixels: auto, off, kitty, sixel, iterm")     \
	X(SIDEBAR, "sidebar", "Show", "width of the lists: COLUMNS, or auto")                 \
	X(HINTS, "hints", "Show", "hint line on or off")                                      \
	X(HELP, "help", "Show", "keys of this view; the manual about a TOPIC")                \
	X(EXPORT, "export", "Files", "export what is shown: csv, jsonl, svg, ansi, file")     \
	X(COPY, "copy", "Files", "copy the value, the text, the table or the path")               \
	X(RESCAN, "rescan", "Files", "look for new records now")                              \
	X(DROP, "drop", "Files", "forget what is in no file any more")                        \
	X(COMMAND, "command", "Program", "any action by name")                                \
	X(SUSPEND, "suspend", "Program", "to the background")                                 \
	X(REDRAW, "redraw", "Program", "paint the screen anew")                               \
	X(QUIT, "quit", "Program", "quit, or back")                                           \
	X(QUIT_NOW, "quit-now", "Program", "quit at once")                                    \
	X(MOUSE, "mouse", "Program", "click, wheel, drag")

enum action {
	ACTION_NONE,
#define X(id, name, group, help) ACTION_##id,
	ACTION_LIST(X)
#undef X
	ACTION_COUNT
};

const char *action_name(enum action action);
const char *action_group(enum action action);
const char *action_help(enum action action);
/* Whether words may stand behind its name: `:goto 100`. */
bool action_takes_words(enum action action);
/*
 * What an action does in a tab. A table names all that the tab itself does and
 * ends with ACTION_NONE; tables stand in a list with NULL at its end.
 */
struct meaning {
	enum action action;
	const char *help; /* NULL: what the list of actions says */
};
/* By the first table that has it; NULL when none has: it does nothing. Without any tables what the list says. */
const char *meaning_find(const struct meaning *const *tables, enum action action);
/* ACTION_NONE when there is none of that name. */
enum action action_find(const char *name);

#endif
