/*
 * The configuration: $XDG_CONFIG_HOME/tbtop/config, else ~/.config/tbtop/config.
 *
 *     smoothing = ema:0.6        ; options of the command line that say how it looks
 *     [keys]
 *     zoom-in = + <C-Up>         ; ui/keymap.h
 *     [theme paper]              ; for theme = paper; ui/palette.h
 *     base = light
 *     selected = #ffffff on #0b5cad bold
 *     [layout Losses]            ; a category of the tab Custom; cmd/own_layout.h
 *     both = train/loss val/.*
 *
 * Nothing in it is fatal: what is wrong is complained of by file, line and column,
 * and the rest holds. The settings themselves are looked at by cmd/options, whose
 * names they have. Before the loop starts: it reads a file.
 */
#ifndef TBTOP_CMD_CONFIG_H
#define TBTOP_CMD_CONFIG_H

#include "data/layout.h"
#include "ui/keymap.h"
#include "ui/palette.h"

#define CONFIG_PROBLEMS 100

struct config_entry {
	char *section, *name, *value;
	int line, name_column, value_column; /* from 1 */
};

struct config {
	char *path;  /* of the file; NULL when there is no place for one */
	bool there;
	struct config_entry *entries; /* all of the file, in order */
	size_t entry_count, entry_capacity;
	struct keymap keymap;
	struct palettes palettes;
	struct custom_layout layout;
	struct str problems;          /* lines "PATH:LINE:COLUMN: what", cleaned, in the order of the file */
	int problem_count;            /* more than CONFIG_PROBLEMS are counted, not told */
	struct config_problem {
		int line, column;
	} told[CONFIG_PROBLEMS];
};

/* Reads the file; that there is none is fine. Freed by config_fini, whatever came of it. */
void config_load(struct config *config);
/* As if `text` stood in the file `path`. Pure. */
void config_read(struct config *config, const char *path, struct slice text);
void config_fini(struct config *config);
/* The seconds that an alert's command may take; false, and `*out` stays, when these are none. */
#define CONFIG_ALERT_TIMEOUT "60"
bool config_alert_timeout(const char *text, double *out);
/* Adds a problem: `what`, then `which` in quotes (NULL for none). */
void config_complain(struct config *config, int line, int column, const char *what, const char *which);
/* Adds that there is no such thing as `which`: `meant` is what the person may have meant. */
void config_complain_unknown(struct config *config, int line, int column, const char *kind, const char *which,
                             const char *meant);

#endif
