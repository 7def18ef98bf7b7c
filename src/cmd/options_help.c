#include "cmd/options.h"

#define HELP_EVERYWHERE                                                            \
	"\n"                                                                       \
	"A LOGDIR is a directory, one event file, or NAME:PATH; without one it is \".\".\n" \
	"A directory named like a command is given as ./log.\n"

static const char help_dashboard[] =
	"Usage: tbtop [OPTIONS] [LOGDIR ...]      watch training runs in the terminal\n"
	"       tbtop COMMAND [OPTIONS] [LOGDIR ...]\n"
	"\n"
	"Commands:\n"
	"  list     runs, tags, kinds, points, first and last step\n"
	"  export   points as JSON Lines, CSV or TSV\n"
	"  steps    step times, pauses and states of runs\n"
	"  check    health of the event files; status 1 when damage was found\n"
	"  once     one frame to stdout, as text\n"
	"  wait     sleep until a condition holds: a step, a value, done, stalled\n"
	"  graph    graphs of runs and SavedModels: nodes, op types, signatures, variables\n"
	"  profile  what ran when: operations, spans, steps of profiles\n"
	"  --status one line, for a status bar\n"
	"  log      record values from a shell, or JSON Lines from the standard input\n"
	"  demo     write a simulated training, live, and open it\n"
	"  config   the effective configuration, and where each value comes from\n"
	"  help     what a command does and takes, or what the manual says of a topic\n"
	"\n"
	"Options:\n"
	"  --logdir DIR, --logdir-spec NAME:PATH,NAME:PATH, --event-file FILE\n"
	"                        where the runs are, as TensorBoard takes it\n"
	"  --watch auto|poll|off how news is found; off: only the key r brings news\n"
	"  --reload-interval S   seconds between looks where events do not arrive\n"
	"  --color auto|always|never, --charset utf-8|ascii, --no-mouse\n"
	"  --plain               plain letters, no colours, no mouse, no line of keys: for screen readers\n"
	"  --theme NAME          dark, light, mono, or one of the configuration\n"
	"  --pixels auto|off|kitty|sixel|iterm\n"
	"                        pictures as pixels, where the terminal says that it can\n"
	"  --run RE, --tag RE    the filters at the start: only what has that in its name, !RE: only the rest\n"
	"  --no-state            neither read nor keep what was shown of these LOGDIRs\n"
	"  --view NAME, --smoothing SPEC, --x-axis NAME, --y-scale NAME, --marker NAME, --panels N,\n"
	"  --tail SPEC, --no-legend, --no-hints, --ignore-outliers, --superseded, --hardware\n"
	"                        how it looks at the start; like most options also in the configuration\n"
	"  --memory-limit SIZE   what is loaded may take so much (4G), else half of the memory, at most 8G\n"
	"  --log FILE            write our own diagnostics there\n"
	"  --inspect             as the command list\n"
	"  --window-title TITLE  of the terminal's window meanwhile\n"
	"  --help, --version\n"
	"\n"
	"TensorBoard's flags that mean nothing in a terminal are taken and do nothing: --port,\n"
	" --host, --path-prefix, --bind-all, --reuse-port, --samples-per-plugin, --max-reload-threads,\n"
	"--reload-task, --reload-multifile, --reload-multifile-inactive-secs, --generic-data, --load-fast,\n"
	"--purge-orphaned-data, --detect-file-replacement, --extra-data-server-flags, --grpc-creds-type,\n"
	"--grpc-data-provider, --db, --verbosity.\n"
	HELP_EVERYWHERE
	"\n"
	"Exit status: 0 fine; 1 the data says no; 2 wrong usage or unreadable input.\n";

static const char help_list[] =
	"Usage: tbtop list [LOGDIR ...] [--json]\n"
	"\n"
	"Runs and their tags: kind, points, first and last step, age of the last point.\n"
	"\n"
	"  --json   one JSON object, with the problems that were found\n"
	HELP_EVERYWHERE;

static const char help_export[] =
	"Usage: tbtop export [LOGDIR ...] [--run RE] [--tag RE] [--kind K]\n"
	"                    [--format jsonl|csv|tsv] [--smooth SPEC] [-o FILE]\n"
	"\n"
	"Every stored point, one a line, ordered by run, tag and as stored.\n"
	"\n"
	"  --run RE, --tag RE   regular expressions, found anywhere in the name\n"
	"  --kind K             only this kind: scalar, histogram, image, audio, text, pr_curve, mesh,\n"
	"                       tensor; hparams, graph and layout are printed only when asked for\n"
	"  --format F           jsonl (the default), csv or tsv\n"
	"  --smooth ema:W       adds TensorBoard's smoothed value, with a weight W from 0 to 1;\n"
	"                       window:N the mean of the newest N points; tw-ema:W as ema:W,\n"
	"                       with weights by distance in steps\n"
	"  -o, --output FILE    write there instead of stdout\n"
	HELP_EVERYWHERE
	"\n"
	"Exit status 1 when nothing matched.\n";

static const char help_steps[] =
	"Usage: tbtop steps [LOGDIR ...] [--json] [--target-step N]\n"
	"\n"
	"Step times of each run, from the wall times of its points: rates, quantiles,\n"
	"pauses (evaluation, checkpoint, stall) and whether it is still alive.\n"
	"\n"
	"  --json            JSON Lines, an object a run\n"
	"  --target-step N   the last step there will be, for the time that is left; else hparams such as\n"
	"                    max_steps tell it, or a run beside it that is done\n"
	HELP_EVERYWHERE;

static const char help_check[] =
	"Usage: tbtop check [LOGDIR ...] [--json]\n"
	"\n"
	"What is wrong with the event files, what was lost and what to do about it.\n"
	"\n"
	"  --json   one JSON object\n"
	HELP_EVERYWHERE
	"\n"
	"Exit status 1 when damage was found.\n";

static const char help_once[] =
	"Usage: tbtop once [LOGDIR ...] [--size COLSxROWS] [--ansi] [--view NAME]\n"
	"                  [--run RE] [--tag RE]\n"
	"\n"
	"One frame of the dashboard to stdout, as text.\n"
	"\n"
	"  --size COLSxROWS   80x24 unless told\n"
	"  --ansi             with colours\n"
	"  --view NAME        another view than scalars\n"
	"  --run RE, --tag RE only runs, or tags, in whose name that is found, whatever the case\n"
	HELP_EVERYWHERE
	"\n"
	"Exit status 1 when no run, or no tag, matched.\n";

static const char help_demo[] =
	"Usage: tbtop demo [LOGDIR] [--seed N] [--speed X] [--runs N]\n"
	"       tbtop demo LOGDIR --no-live [--steps N] [--runs N] [--start T] [--seed N] [SHAPE]\n"
	"\n"
	"Writes a simulated sweep into LOGDIR (else a temporary directory, gone at the end) and shows it\n"
	"live: six settings with three seeds each, of every kind that there is, with evaluations,\n"
	"checkpoints, NaNs, a stall and a restart.\n"
	"\n"
	"  --speed X    steps come X times as fast as 4 a second\n"
	"  --runs N     the first N runs (18); more than those are further seeds\n"
	"  --steps N    the trainings end at this step\n"
	"  --seed N     another seed, other values; the same one, the same bytes\n"
	"  --no-live    write it all at once (5000 steps unless told) and show nothing\n"
	"  --start T    when the trainings began, in seconds since 1970; unless told they end now\n"
	"\n"
	"SHAPE, for benchmarks and tests: instead of the sweep each run has\n"
	"  --tags N          N scalar tags, a record a point\n"
	"  --values HOW      whose values are noisy (unless told), smooth, stairs, constant or random\n"
	"  --tensors         in the form of TensorFlow 2, with metadata in each record\n"
	"  --tag-length N    with names that are filled up to N bytes\n"
	"  --pictures N      a picture of N x N pixels a step\n"
	"  --files N         its steps in N event files\n";

static const char help_log[] =
	"Usage: tbtop log LOGDIR [--run NAME] [--step N] [TAG=NUMBER ...] [OPTIONS]\n"
	"       tbtop log LOGDIR [--run NAME] [--hparam NAME=VALUE ...] [-] <LINES\n"
	"\n"
	"Records values in an event file of the run NAME below LOGDIR (LOGDIR itself without --run). Calls\n"
	"with values share one; any number of processes may record into a run at once.\n"
	"\n"
	"  TAG=NUMBER              a scalar; nan, inf and -inf are numbers, too\n"
	"  --text TAG=TEXT         Markdown; TAG=@FILE for what is in a file (@- the standard input)\n"
	"  --image TAG=FILE        a PNG, JPEG or GIF file\n"
	"  --audio TAG=FILE        a WAV file\n"
	"  --histogram TAG=1,2,3   of these numbers; TAG=@FILE of those in a file\n"
	"  --hparam NAME=VALUE     a hyperparameter of the run: a number, true, false, else a text\n"
	"  --metric TAG            a scalar that tells how good the run is, beside those given here\n"
	"  --end success|failure   the run has ended, after all that is recorded here\n"
	"  --step N                of the values; unless told the one after the last in the run, 0 in a new one\n"
	"  --wall-time T           seconds since 1970; unless told, now\n"
	"\n"
	"With nothing else to record, or with a last word \"-\", it reads JSON Lines from the standard input:\n"
	"\n"
	"  {\"step\": 7, \"wall_time\": 1700000000.5, \"loss\": 0.31, \"val\": {\"acc\": 0.9}, \"note\": \"warm\"}\n"
	"\n"
	"Objects are joined by / (val/acc). Numbers, true, false and NaN, Infinity, -Infinity, with quotes or\n"
	"without, are scalars; other texts, and arrays of texts, are texts; arrays of numbers are histograms;\n"
	"null is nothing. A line without a step has the one after the line before. What came is in the file\n"
	"whenever the input pauses, so that `tail -f x.jsonl | tbtop log runs` can be watched.\n"
	"\n"
	"Exit status: 0 fine; 1 some lines were bad: each is told by its number on stderr, the others are\n"
	"recorded; 2 wrong usage, or nothing can be written.\n";

static const char help_config[] =
	"Usage: tbtop config [OPTIONS]\n"
	"\n"
	"The effective configuration, as a file that could be read again, with where each\n"
	"value comes from: default, FILE:LINE, an environment variable, or an option given.\n"
	"It is read from $XDG_CONFIG_HOME/tbtop/config, else ~/.config/tbtop/config.\n"
	"\n"
	"Exit status 1 when something in that file is wrong: by file, line and column on stderr.\n";

static const char help_profile[] =
	"Usage: tbtop profile [LOGDIR ...] [--run RE] [--json]\n"
	"                     [overview|ops|spans|kernels|steps|compare]\n"
	"\n"
	"Profiles of TensorFlow, JAX, Keras (plugins/profile/SESSION/*.xplane.pb, *.trace.json[.gz]) and of\n"
	"PyTorch (*.pt.trace.json[.gz]); stacks that a sampler such as py-spy took (*.speedscope.json[.gz],\n"
	"*.collapsed[.txt], *.folded).\n"
	"\n"
	"  overview   each file: its lines (threads, streams), how long they were busy, the top operations\n"
	"  ops        operations by total time; self is the time that no direct child covers\n"
	"  spans      what ran when\n"
	"  kernels    operations that ran on a device: of XLA planes /device:…, of PyTorch streams\n"
	"  steps      step markers: ProfilerStep#N; train, test, TraceContext; a device's line Steps;\n"
	"             a marker within another one on its line is none\n"
	"  compare    operations of each profile against those of the first, the largest change of total\n"
	"             time first\n"
	"\n"
	"  --run RE   only runs whose name matches this regular expression\n"
	"  --json     JSON Lines; times are integers of picoseconds (_ps). A line of kernels is as one\n"
	"             of ops; of steps as one of spans, with `step` (null without a number) before start_ps\n"
	HELP_EVERYWHERE
	"A directory named like a view is given as ./ops.\n"
	"\n"
	"Exit status 1 when there is no trace or one is cut or damaged.\n";

static const char help_graph[] =
	"Usage: tbtop graph [LOGDIR ...] [--run RE] [--json] [summary|tree|ops|compare]\n"
	"\n"
	"The graphs of runs, and each saved_model.pb.\n"
	"\n"
	"  summary    nodes, edges, functions; of SavedModels their signatures and variables, too\n"
	"  tree       all nodes below the scopes of their names, series of five or more alike as\n"
	"             layer_[0-11] with the first of them, functions behind; of Keras models the layers\n"
	"  compare    nodes of each graph against those of the first: added, removed, changed\n"
	"  ops        how many nodes of each type; of SavedModels in functions, too\n"
	"\n"
	"  --run RE   only runs, and directories of SavedModels, whose name matches this extended\n"
	"             regular expression\n"
	"  --json     JSON Lines: those that export has of the kind graph, then one for each meta graph; of\n"
	"             tree a line for each node, with its scopes, inputs and attributes\n"
	HELP_EVERYWHERE
	"A directory named like a view is given as ./ops.\n"
	"\n"
	"Exit status 1 when there is no graph or one can't be read.\n";

static const char help_wait[] =
	"Usage: tbtop wait [LOGDIR ...] --until COND [--new] [--timeout S] [--run RE]\n"
	"\n"
	"Sleeps until the condition holds for a run; done and gone: for all of them.\n"
	"When all that was going on is over without it, nothing more is waited for.\n"
	"\n"
	"  --until COND   'step>=10000', 'val/loss<2.3', done, stalled, nan, 'age>600',\n"
	"                 'drift>20%', 'rate<1'; joined by && and ||, grouped by ( ); a tag\n"
	"                 with blanks or signs in double quotes\n"
	"  --new          runs that are over at the start don't count: waits for those that come,\n"
	"                 or go on\n"
	"  --timeout S    no longer than S seconds\n"
	"  --run RE       only runs whose name matches this regular expression\n"
	HELP_EVERYWHERE
	"\n"
	"Exit status: 0 it holds; 1 what was going on is over without it; 124 the time limit.\n";

static const char help_status[] =
	"Usage: tbtop --status[=tmux] [LOGDIR ...] [--size COLSxROWS] [--target-step N]\n"
	"\n"
	"One line about the run with the newest file: name, step, part of the way, loss,\n"
	"value of the evaluation, steps a second, time left, state. It reads the ends of\n"
	"files alone, and nothing where no file has changed, so that it may run each second.\n"
	"\n"
	"  --status=tmux       with tmux's colour codes: set -g status-right '#(tbtop --status=tmux DIR)'\n"
	"  --size COLSxROWS    at most so many columns\n"
	"  --target-step N     the last step there will be\n"
	HELP_EVERYWHERE
	"\n"
	"Exit status 1 when there is no run.\n";

const char *options_help(enum command command)
{
	switch (command) {
	case COMMAND_LIST: return help_list;
	case COMMAND_EXPORT: return help_export;
	case COMMAND_STEPS: return help_steps;
	case COMMAND_CHECK: return help_check;
	case COMMAND_ONCE: return help_once;
	case COMMAND_DEMO: return help_demo;
	case COMMAND_LOG: return help_log;
	case COMMAND_PROFILE: return help_profile;
	case COMMAND_GRAPH: return help_graph;
	case COMMAND_WAIT: return help_wait;
	case COMMAND_STATUS: return help_status;
	case COMMAND_CONFIG: return help_config;
	default: return help_dashboard;
	}
}
