/*
 * soak_screen PROGRAM SECONDS [SEED]: the real program in a pty on a simulated
 * GPU box, with random keys, sizes and signals. It must never die of anything
 * but what ends it, and must leave the terminal as it was. Exit status 1 with
 * the seed and what was done when it does not. TBTOP_SOAK_SECONDS goes before SECONDS.
 */
#define _DEFAULT_SOURCE
#include "base/clock.h"
#include "base/str.h"
#include "e2e/terminal.h"
#include "soak/box.h"
#include "soak/chance.h"
#include "soak/place.h"

#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define END_SECONDS 20 /* for the program to end; sanitizers are slow */
#define LOG_LINES 400

struct soak {
	struct box *box;
	struct chance chance;
	struct terminal *terminal;
	char *program, *logdir;
	uint64_t starts, keys;
};

static const char *const keys[] = {
	"j", "k", "h", "l", "g", "G", "\t", "\033[Z", " ", "\r", "1", "2", "3", "4", "5", "?", "r", "z", "Z", "+", "-", "=", "0",
	"x", "y", "m", "f", "s", "S", "a", "i", "o", "p", "c", "t", "u", "U", "v", "w", "b", "n", "N", "e", "d", "[", "]", "<", ">",
	"\033[A", "\033[B", "\033[C", "\033[D", "\033[5~", "\033[6~", "\033[H", "\033[F", "\033", "\177", "\x0c", "\x15",
	"/loss\r", "/(\r", "/val\033", ":", "1:42\r", "\033[<0;10;5M", "\033[<0;10;5m", "\033[<64;20;8M", "\033[<65;3;3M",
	"\033[<32;40;10M", "\033[200~pasted\ntext\033[201~", "\033[999;999;999", "\xc3\xa9", "\xff\xfe", "\033]11;rgb:00/00/00\033\\",
};

static bool never(struct terminal *terminal, const void *unused)
{
	return terminal_exited(terminal, unused);
}

/* Takes what the program writes for a while, as a terminal does. */
static void look(struct soak *soak, double seconds)
{
	terminal_until(soak->terminal, never, NULL, seconds);
}

static void start(struct soak *soak)
{
	soak->terminal = terminal_new(80, 24);
	terminal_start(soak->terminal, (char *[]){soak->program, soak->logdir, NULL});
	soak->starts++;
	box_note(soak->box, "start");
	look(soak, 0.3);
}

static bool complain(struct soak *soak, const char *what)
{
	fprintf(stderr, "soak: %s (status %d)\n", what, terminal_status(soak->terminal));
	terminal_dump(soak->terminal);
	return false;
}

static bool restored(struct terminal *terminal, const void *unused)
{
	return terminal_restored(terminal);
}

/* It has ended, or is about to. */
static bool ends_well(struct soak *soak)
{
	bool fine = true;
	if (!terminal_until(soak->terminal, terminal_exited, NULL, END_SECONDS))
		fine = complain(soak, "does not end");
	else if (terminal_status(soak->terminal) != 0 && terminal_status(soak->terminal) != 128 + SIGTERM &&
	         terminal_status(soak->terminal) != 128 + SIGINT && terminal_status(soak->terminal) != 128 + SIGHUP)
		fine = complain(soak, "died");
	else if (!terminal_until(soak->terminal, restored, NULL, END_SECONDS)) /* what it wrote last may wait still */
		fine = complain(soak, "left the terminal changed");
	terminal_free(soak->terminal);
	soak->terminal = NULL;
	return fine;
}

static bool end_by(struct soak *soak, int signal)
{
	box_note(soak->box, "signal %d", signal);
	terminal_signal(soak->terminal, signal);
	return ends_well(soak);
}

/* What was typed before may have opened something that takes letters. */
static bool quit(struct soak *soak)
{
	box_note(soak->box, "quit");
	for (int i = 0; i < 40 && !terminal_exited(soak->terminal, NULL); i++) {
		terminal_send(soak->terminal, "\033", 1);
		look(soak, 0.2);
		terminal_send(soak->terminal, "q", 1);
		look(soak, 0.5);
	}
	return ends_well(soak);
}

/* The program is alone in its session: no shell could let it go on, so the stop doesn't last. */
static void stop_and_go_on(struct soak *soak)
{
	box_note(soak->box, "stop and go on");
	terminal_signal(soak->terminal, SIGTSTP);
	look(soak, 0.1);
	terminal_signal(soak->terminal, SIGCONT);
	look(soak, 0.1);
}

static void resize(struct soak *soak)
{
	int columns = 1 + (int)chance_below(&soak->chance, chance_once_in(&soak->chance, 3) ? 20 : 200);
	int rows = 1 + (int)chance_below(&soak->chance, chance_once_in(&soak->chance, 3) ? 8 : 60);
	box_note(soak->box, "size %dx%d", columns, rows);
	terminal_resize(soak->terminal, columns, rows);
	terminal_signal(soak->terminal, SIGWINCH);
}

static void type(struct soak *soak)
{
	const char *key = keys[chance_below(&soak->chance, sizeof keys / sizeof *keys)];
	struct str shown = {0};
	for (const char *c = key; *c; c++)
		str_printf(&shown, *c > ' ' && *c < 0x7f ? "%c" : "\\x%02x", (unsigned char)*c);
	box_note(soak->box, "key %s", str_text(&shown));
	str_fini(&shown);
	terminal_send(soak->terminal, key, strlen(key));
	soak->keys++;
}

static bool act(struct soak *soak)
{
	switch (chance_below(&soak->chance, 400)) {
	case 0: return end_by(soak, SIGTERM);
	case 1: return quit(soak);
	case 2: return end_by(soak, SIGHUP);
	case 3: case 4: stop_and_go_on(soak); break;
	default: break;
	}
	if (chance_once_in(&soak->chance, 10))
		resize(soak);
	else if (chance_once_in(&soak->chance, 2))
		type(soak);
	else
		box_act(soak->box);
	if (chance_once_in(&soak->chance, 3))
		look(soak, (double)chance_below(&soak->chance, 40) * 1e-3);
	return true;
}

static bool run(struct soak *soak, double seconds)
{
	uint64_t end = clock_mono() + (uint64_t)(seconds * 1e9);
	bool fine = true;
	while (fine && clock_mono() < end) {
		if (soak->terminal && terminal_exited(soak->terminal, NULL))
			fine = ends_well(soak); /* by what was typed: in the help, Enter does what the line says */
		if (fine && !soak->terminal)
			start(soak);
		fine = fine && act(soak);
	}
	if (fine && soak->terminal)
		fine = quit(soak);
	if (soak->terminal)
		terminal_free(soak->terminal);
	return fine;
}

/* A path to the program that works for nobody, too, where the directories above it are root's alone. */
static char *reachable(char *program)
{
	static char path[64];
	int fd = open(program, O_RDONLY); /* left open: the path is to it */
	if (fd < 0)
		return program;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	return path;
}

int main(int argc, char **argv)
{
	const char *longer = getenv("TBTOP_SOAK_SECONDS");
	if (argc < 3) {
		fprintf(stderr, "usage: soak_screen PROGRAM SECONDS [SEED]\n");
		return 2;
	}
	double seconds = strtod(longer ? longer : argv[2], NULL);
	uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : (uint64_t)(clock_wall() * 1e3);
	char *program = reachable(argv[1]);
	place_drop_privileges();
	char *place = place_new();
	struct soak soak = {.program = program, .logdir = place, .box = box_new(place, seed), .chance = {~seed}};
	setenv("TERM", "xterm-256color", 1);
	printf("seed %" PRIu64 "\n", seed);
	bool fine = run(&soak, seconds);
	printf("%" PRIu64 " operations, %" PRIu64 " keys, %" PRIu64 " starts\n", box_actions(soak.box), soak.keys, soak.starts);
	if (!fine) {
		fprintf(stderr, "soak: seed %" PRIu64 "\n", seed);
		box_print_log(soak.box, LOG_LINES, stderr);
	}
	box_free(soak.box);
	place_remove(place);
	return fine ? 0 : 1;
}
