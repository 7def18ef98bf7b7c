/*
 * tbtop: TensorBoard in a terminal.
 *
 * The map. One way, no back and forth:
 * bytes -> records -> events -> batch -> store -> visible points -> cells -> terminal.
 * What a person does goes the other way as plain data: keys -> actions -> asks.
 * A directory needs only those above it (tests/layers checks it).
 *
 * base/   under everything
 *   alloc str names pairs   allocation; byte strings; interned names, and pairs of numbers
 *   text number           text made fit for a terminal, a pipe, JSON; numbers as text
 *   picoseconds           stretches of time that profilers tell
 *   base64                bytes as letters
 *   crc32c crc32c_alike   checksums; those of inputs that differ in few bytes
 *   little clock          little-endian numbers; time
 *   status log            outcomes and their words; our own diagnostics
 *   environment           what the environment says
 *   regexp                regular expressions, the only user of PCRE2
 *   worker                a thread that reads what others wrote: what it may do
 * data/   what crosses layers
 *   row summary           a scalar point as it was written; what is known of many
 *   row_columns packed    rows column by column; those in few bits, in a
 *   chunk batch           chunk, packed points; what one read of a file brings
 *   kind progress         what a tag holds; how fresh and complete the store is
 *   asset                 a point that is no plain number, decoded: one of
 *   histogram blobs picture texts pr_curve mesh ndarray dtype layout graph   the kinds; blobs are images and clips
 *   sound                 what a clip sounds like
 *   document              a text with structure, as Markdown has it
 *   hparams               what the hparams plugin says in metadata
 *   rows                  a table, for whoever writes it down
 *   process               what is known of a writer's process
 *   hardware              what a machine is doing
 *   trace trace_span trace_pack   what ran when: the spans of a profile; one of them; many in few bytes
 *   trace_events trace_shapes   ends of flows, and memory taken and given back, which events of a profile say; what was called with which shapes
 *   args                  what the event of a span says beside its times
 *   node_stats            when nodes ran
 *   nodes graph_tree      a graph with its nodes, the layers of a Keras model; nodes folded by scopes and series
 *   find                  a file beside event files that can be opened: a profile, a SavedModel
 *   saved_model           signatures, variables, totals of a SavedModel
 *   projection            vectors, labels, what a projector is told
 * read/   pure: bytes to values
 *   record                framing, its CRC checks, what to do after damage
 *   far                   protobuf's wire format in what is too large for memory
 *   wire value            protobuf's wire format; one value of a summary, old forms made new
 *   tensor elements       tensors; their elements one by one
 *   cursor event gather   plain scalars the short way; any event; both into a batch
 *   field_keys            the first bytes of a scalar's fields
 *   template repeat       what a record of a tag looks like; records like the one before, the quickest way
 *   version target        "brain.Event:2"; the last step there will be, from hparams
 * decode/ decode kinds    pure: a payload to an asset; the list of decoders, one a file of its kind:
 *   histogram blobs texts pr_curve mesh ndarray layout graph keras
 *   picture raster        an image as pixels: which decoder; rows summed up into what is kept
 *   png jpeg gif webp bmp   a format each, by its library where the build has it
 *   settings settings_yaml   hparams of files beside event files
 *   json_line json_scan   a line of JSON Lines as values by name; where values of any JSON begin and end
 *   values sniff          a tensor's elements in row order; what an image is by its first bytes
 *   sound                 WAV files
 *   projector             files of the projector plugin
 *   markdown              Markdown to a document, the only user of md4c
 *   attributes node_shape   a node's, as text; what it gives, as numbers
 *   node_stats            when nodes ran, by run metadata
 *   keras_metadata        which model a SavedModel of Keras is
 *   graph_nodes keras_layers   graphs and Keras models with all of their nodes, for looking at
 *   plugin hparams        what plugins say in metadata
 *   saved_model tensor_spec   SavedModels, their signatures and variables
 *   checkpoint table snappy   names in a checkpoint's index, a table of LevelDB's form, compressed blocks of it
 *   xplane trace_json     profiles of XLA; in Chrome's JSON form, which has
 *   trace_args stacks     what one event says, when it is looked at; samples of stacks as spans
 *   trace_threads mend    processes, threads, pairs of B and E; and is not quite JSON
 *   trace_json_events xplane_events   flows and memory in what either says,
 *   trace_json_shapes xplane_shapes   and shapes
 * disk/   scan tail       where runs are; reading a file that grows
 *   source inflate        the bytes of a file; of a compressed one those that it holds
 *   tail_inside window verdict ahead   a tail's inside: its bytes; what becomes of records; the end first
 *   stream trace_files    a file from start to end, inflated; where profiles are, reading one
 *   dangling              links that lead nowhere yet: what would have to appear, and where
 *   beside saved          files beside event files that can be opened; checkpoints by their names
 *   samples               a few of them kept, to tell a file that was written anew
 *   sketch sketch_bytes   what a file looks like, in few rows, for the next start; as bytes
 *   reader readers        one file after the other in the same memory; whole files on all cores, for commands
 *   process               a writer's process, from /proc
 *   box cgroup nvml       what the machine does, from /proc; what a container leaves of it; its GPUs, by NVIDIA's library
 *   cache                 what was found out before, in the person's cache directory
 *   payload               what lies at a point, when it is looked at
 * model/
 *   store store_points    all that was read: reading it; of a series, its points one by one
 *   apply tables          writing it; its inside
 *   totals troubles       what is counted over all; what has problems
 *   series span strip     a tag of a run; a stretch of a file; chunks with summaries above them
 *   saved                 when checkpoints were written, by their files
 *   file_problems         what is wrong with one file, whatever spans it came in
 *   purge                 what a restart hides
 *   query nearest origin bulk outliers   what a chart asks for, in O(columns); all but what is far off, on x and on y
 *   difference places     a run less the baseline; points by number
 *   smooth derived        moving averages; smoothed series, kept up to date
 *   assets                payloads that were looked at, decoded: a cache with a bound
 *   mesh_parts            which tags are one mesh
 *   projections pca       embeddings that are looked at; principal components
 *   neighbours vicinity   what is near a point; that which is shown, found by and by
 *   label_scan            classes of points, and those that match a search: labels read by and by
 *   sessions              hparams: sessions in groups, with their metrics
 *   finds                 profiles and SavedModels that were met; those that were opened
 *   graph_facts graph_path   what is said of a node or a scope; the way from one to another
 *   graph_boxes graph_diff   a level as boxes; what is different in another graph
 *   graph_flops graph_costs   what a node computes, by its shapes; that of scopes, and what nodes give
 *   graph_times profile_nodes   when nodes ran; that by a profile
 *   profile profile_image   a trace made ready for looking at; as bytes, for the cache; of it:
 *   trace_nesting trace_ops trace_steps trace_split trace_walk   spans in spans, added up, that are steps; what steps go to; all in one order
 *   trace_groups          which spans belong to which step
 *   trace_parts trace_quantiles   operations on each line, in each step, with each shape; how the durations of each spread, in few bytes
 *   trace_idle            when devices work and when they wait, and what the host does then
 *   trace_within trace_flows trace_memory   which span is meant by a time; from launch to kernel; memory over time
 *   profile_change        operations of two profiles: what changed
 *   trace_tracks trace_flame trace_spread   spans on tracks, by path, how durations spread
 *   trace_findings trace_findings_inside trace_findings_waits trace_findings_ops trace_findings_words   what to look at first: of steps, waits, operations; in which words
 *   hparam_table          those as a table: filtered, sorted; what matters for a metric
 *   reason                why bytes are lost or not yet there, and what to do
 *   eval_name run_series evidence   names that speak of evaluation; which series tell what; what step times are told from, for a worker
 *   gaps reckoning steptime steptimes steptrace   the time between records; step times and run states of them
 *   pause evaluations asleep author eta    what pauses were; which points tell of evaluations; who writes a file; when it will be done
 *   columns               how wide those of a table are
 *   hardware_log device_tag   what the hardware did, as recorded; which tags tell of hardware
 *   gist                  a run at a glance
 *   condition condition_inside condition_holds   what `wait` waits for, as text; whether it holds, by what
 *   alerts seen           rules that are watched over; up to where series were looked at
 *   choice choice_inside choice_words   what the user chose to see
 *   snapshot              a series as it is now, for a worker
 *   meet edit edit_axes   runs that are new to it; how it changes
 *   choice_text choice_axes choice_screen choice_line   it as text, to be kept
 *   history               what it was, for undo
 *   pattern pattern_fault closest   filters; what is wrong with one; what was meant when one matches nothing
 *   identity grouping hparam_groups band better   a run's look; which runs belong together, by name, by hparams; several as one line; which way is better
 *   tag_list merges       a few tags by name; which share a chart
 *   formula reckon        series derived from others: what is asked for; their points, kept up to date
 *   extent tail_spec      how much of the data the axes show; how much of its newest end
 *   metric_means          means of whole series, for that table
 *   jump moments          the next best or NaN; mean, deviation, slope of a stretch
 *   warp active           what x means where it is neither step nor wall time; time without pauses
 * chart/  pure: numbers to cells
 *   canvas rect role      the grid; rectangles; what a cell means (its colour is the theme's)
 *   scale ticks ticks_time   axes and their labels
 *   line_marks            which line is whose, without colours
 *   heat                  levels as colours
 *   layered               boxes in ranks with lines between them; its parts (layering.h):
 *   layered_order layered_place layered_route layered_paint   few crossings; columns; ways of lines; on a canvas
 *   plot plot_legend      lines with axes; which line is which
 *   lane dots spark svg svg_cells   rows of events below them; dots in cells; sparklines; lines, and cells, as SVG
 * ui/
 *   term tty terminfo     cells to the terminal, the only user of curses; the device; terminal types, and (terminfo/) ours
 *   sink modes background   what curses writes to; what xterm's like is told to do; whether its background is light
 *   graphics kitty sixel few_colours   pixels: which way the terminal says that it can; a picture as bytes in each
 *   placing               which pictures are on the terminal
 *   thrift patch          the bytes of a frame without those that change nothing; a small one in the shortest order
 *   input bind action     bytes as keys; keys as actions; the one list of actions
 *   keymap palette        a person's own keys and colours, from text
 *   colour ansi           colours of terminals that have fewer; cells as text with colours
 *   theme list prompt complete help
 *   manual mdoc           what the manual says of a topic; its language as text
 *   view                  what a tab is
 * view/   the screen
 *   dashboard tabs views  the frame around all; its top row; the list of views
 *   early                 keys and lines from before there was anything to act on
 *   command overlay       the line that is typed in; what lies over a view
 *   scalars steps         a tab each; step_columns the table's of Steps, step_notes what it says of one run
 *   step_strip            its step times as cells in a row
 *   about                 what there is to say of a run, of a tag
 *   suggest               what may stand behind an action on the command line
 *   offer                 what a view has to give away:
 *   copy publish menu     to the clipboard; to files, by a menu
 *   scalars_offer histograms_offer   that of two tabs
 *   cursor range marks leap   a place on x; which part of x is seen; places with a letter; to the next best, NaN …
 *   look pointer compare scalars_keys   axes and smoothing; the mouse; runs and tags side by side; keys
 *   hardware              what it did, in rows along the charts' axis
 *   pane_rows             that and the step times, below the tags of a small pane
 *   facts readout saying   the rows below the charts: what the picture stands for; A→B
 *   runs tags tag_tree folds   the lists at the left; what in them is folded
 *   border                between them and what is beside them
 *   filter                their filters, in every tab
 *   lineup run_order group_look   the lines that charts have; runs sorted and grouped; what groups look like
 *   charts maker          a page of charts, kept and made by and by; what makes one:
 *   axes bends            what x and y stand for; what makes x of active time, of a tag
 *   parts lines legend words tail   stretches of runs; as lines; what these are called; words around them; the newest end
 *   happen event_lane     what happened in a run; below its chart
 *   blend                 groups and differences as lines
 *   points                those of a chart as numbers
 *   values grid layout calm   the charts' table; where they go; ranges that stay calm
 *   status sheet empty label greeting   status line; problems and facts; nothing to see; names; the first time
 *   alert_log             what rules told
 *   glance head           a run in one line or a few; at the top of a small pane
 *   letter typed          a key that stands for itself; what stands behind an action's name
 *   step_slider           which step is looked at, of what is no line
 *   browse box            runs, and tags of a kind, beside what a tab draws; why there is nothing; lines of parts
 *   custom_scalars        a tab: the charts that layouts ask for, by
 *   laid_out outline      which tags are in each; the list of categories and charts
 *   histograms            a tab: histogram_columns, what its columns stand for; its forms:
 *   heat_map ridges layers   counts or percentiles over steps; one step behind the other, one alone; all tags of a run
 *   images images_play images_pixels   a tab; frames, steps and flicker; what is seen of each
 *   images_compare images_grid   the picture beside another one; where they go
 *   pixels renders        a picture in cells, and rendered; those that were made pixels for the terminal
 *   sampling              which points the columns of a picture stand for
 *   audio                 clips: how loud, which frequencies; played
 *   meshes solid solids   point clouds and triangles; their renderer; what is drawn by and by
 *   solid_look            how these are looked at: turned, tilted, zoomed
 *   embeddings            vectors by principal components: embedding_list point_list, at its left; nameplates, beside points
 *   time_series           scalars, histograms and images on one page: card_list card, its cards
 *   pr_curves tensors     precision over recall of runs at a step; tensors of any plugin
 *   hparams hparams_table hparams_charts hparams_brush   sessions: as a table, by parallel axes, scattered; stretches of axes
 *   graphs                graphs: the tab; graph_pane graph_side graph_model layer_table: as a tree, the chosen item, all of it, Keras' table
 *   graph_picture graph_changes graph_highlight   a level as a drawing; what is different in another graph; which nodes count
 *   graph_steps           which step, or profile, tells when nodes ran
 *   profile               profiles: the tab; its forms:
 *   profile_overview op_table op_rows flame   what to look at first; operations as a table, and its rows; time by path
 *   profile_tab profile_keys profile_leaps   its inside: keys of each form; to a place in the timeline
 *   profile_files profile_ranks   which profile; those of several ranks side by side
 *   profile_memory op_changes   memory over time, and what was the largest when it was most; two profiles compared
 *   timeline timeline_rows timeline_facts timeline_flows   time by when it was; its rows in cells; what is said of a span; arrows
 *   text rich rich_look text_diff   texts: the tab; Markdown in lines of cells; those painted and searched; what changed
 *   strip                 the forms that a tab has
 *   meanings              what actions do where tabs are alike, in the words of help
 *   scene ask             what a view may look at; what it may ask for
 * feed/   the disk into the store, and again when it changes
 *   start state           begin and end; what the parts share
 *   watch lookout         file events; those where links would lead
 *   moved                 files that go on under another name
 *   jobs pool             what runs on a worker; threads that the loop never waits for
 *   index                 what long files look like, kept for the next start
 *   tree queue            what is known of directories; what waits, by mount
 *   inflow                what the store is told, or what waits while it is held
 *   fetch                 payloads that views want, read and decoded on workers
 *   beside                what a listing finds beside event files
 *   news pump             what a listing or a read says; what waits becomes jobs, polling
 * write/  the recorder, a library of its own: values to event files
 *   record                its public header, installed as tbtop/record.h; programs that use it: ../examples
 *   writer outbox shards  a file with a thread that writes it; records on their way there; put by many threads
 *   registry event_file   all writers, around fork() and exit(); directories, names, bytes
 *   bytes message utf8    a buffer; protobuf's wire format; what may be in its strings
 *   event tensor record_frame   one event; what most kinds put into one; its framing
 *   scalar text session histogram pr_curve image audio array hparams mesh embedding layout graph   a file a kind
 *   picture_file pixels wav   what a picture's file says; PNG by libpng; WAV files
 *   span span_name ticks  what the threads' spans are kept in; their names; the quickest clock
 *   profile lanes xspace chrome gzip   spans as files: sorted, as XLA's profile, as Chrome's trace, compressed
 *   shared_file side_file   a file that processes append to by turns; files beside the event file
 * demo/   the simulated sweep
 *   demo run bulk metric  all runs; one as it happens; runs of any size and shape instead, and a tag of those
 *   plan curve chance     what the runs try; how a training goes; chance from a seed
 *   kinds pictures sounds prose network cloud vocabulary timeline   what a run records beside its scalars
 * cmd/    options load message look   the command line; a whole LOGDIR at once; what is said on stderr; charset, colour
 *   option_rows options_help   what each option takes; the text of --help
 *   config ini places     the configuration; its lines; where our own files are
 *   own_layout            charts that it asks for
 *   kept                  what was chosen to be seen of a LOGDIR, kept for the next time
 *   desktop               notices on the desktop, by the terminal or by notify-send
 *   commands list export steps check once status settings topic   a file a command; json table out problem memory digest help them
 *   demo                  the simulated sweep, written at once
 *   log logging log_words log_lines log_values   the recorder for shells: a LOGDIR, what words and lines say
 *   projecting            reads and projects an embedding
 *   glimpse writers       the ends of the newest files; the processes that write them
 *   hparam_files          files with hparams that hold for a run
 *   expression            what --run and --tag look for
 *   meant                 what was meant by a word that there is not
 *   complete peek         what may stand next on a command line, for shells; runs and tags by the starts of files
 *   profile profiling profile_compare profile_tables   profiles as JSON Lines, and for people
 *   graph graphing graph_tables graph_model graph_tree graph_compare   graphs of runs and SavedModels, the same two ways
 *   opening               opens what was found beside event files
 *   exporting payloads points tables rows_text   of export: what its parts share; points read and printed; what is no line a point; any table
 * app/    the dashboard's process
 *   app loop state logdirs     start and end; what the parts share; what can't be a LOGDIR
 *   screen output         when to draw; sending it
 *   keys signals asks     keys to the dashboard; signals, suspending, crashes; carrying out what views ask
 *   keep save save_part   keeping what was chosen; exporting from the screen, series by series
 *   opener projector      opens profiles and SavedModels, projects embeddings, on a worker
 *   renderer              makes pictures into pixels on a worker
 *   player                plays clips by a program that is there
 *   clipboard             what is copied: to the terminal, or by tmux
 *   fed                   a program that gets a text at its standard input
 *   processes             looks up the writers' processes now and then
 *   alarm errands         tells of alerts; the programs that it starts
 *   piecework             what takes long, made by a worker a piece at a time
 *   offload               step times, reckoned by a worker
 *   sampler               reads what the hardware does, while that is shown
 *   training temporary wait   `demo`; `wait`
 * man/ keys               the manual, in mdoc; the page of keys, printed from the lists of actions and tabs
 *
 * Where is …                         look in
 *   what a comment cites             doc/event-format.md
 *   a CRC checked                    read/record.c
 *   the next start made quick        feed/index.c, disk/sketch.c, disk/cache.c
 *   damage skipped                   read/record.c; judged again when the file grows: disk/verdict.c
 *   a restart's old branch hidden    model/purge.c
 *   a grown file noticed             feed/watch.c, then feed/news.c
 *   a key bound                      ui/bind.c for all tabs; a tab's own keys in its file
 *   a new action                     one row in ui/action.h
 *   a new tab                        a file in view/, one line in view/views.h
 *   a new kind of tag                one row in data/kind.h
 *   what lies at a point             asked for by view/ask.h (ASSET), read by feed/fetch.c, kept in model/assets.c
 *   a new decoder                    a file in decode/, its line in decode/kinds.h, its member in data/asset.h
 *   a new command                    a file in cmd/, its row in cmd/options.c, a case below
 *   it drawn                         app/screen.c says when, ui/term.c how; nothing else draws
 *   the terminal restored            ui/term.c and ui/tty.c; for signals app/signals.c
 */
#include "app/app.h"
#include "app/wait.h"
#include "base/log.h"
#include "base/worker.h"
#include "cmd/commands.h"
#include "cmd/complete.h"
#include "cmd/message.h"
#include "cmd/options.h"
#include "cmd/out.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define EXIT_USAGE 2

/* Only the charset is the user's: numbers keep their point. */
static void set_locale(const struct options *options)
{
	if (options->charset == CHARSET_UTF8) {
		if (!setlocale(LC_CTYPE, "C.UTF-8"))
			setlocale(LC_CTYPE, "en_US.UTF-8");
	} else {
		setlocale(LC_CTYPE, "");
	}
}

/* Not by stdio, which tells of a full disk only when it is too late. */
static int print(const char *text)
{
	struct out out;
	out_open(&out, NULL);
	str_append_text(&out.text, text);
	return out_close(&out, 0);
}

/* Whether all that it does is to read: it starts no program, no thread of it has to. */
static bool only_reads(enum command command)
{
	switch (command) {
	case COMMAND_LIST: case COMMAND_EXPORT: case COMMAND_STEPS: case COMMAND_CHECK: case COMMAND_ONCE: case COMMAND_STATUS:
	case COMMAND_GRAPH: case COMMAND_PROFILE: case COMMAND_WAIT: return true;
	default: return false;
	}
}

static int run(const struct options *options)
{
	if (only_reads(options->command))
		worker_confine();
	switch (options->command) {
	case COMMAND_DASHBOARD: return app_dashboard(options);
	case COMMAND_DEMO: return options->live ? app_demo(options) : cmd_demo(options);
	case COMMAND_LIST: return cmd_list(options);
	case COMMAND_EXPORT: return cmd_export(options);
	case COMMAND_STEPS: return cmd_steps(options);
	case COMMAND_LOG: return cmd_log(options);
	case COMMAND_CHECK: return cmd_check(options);
	case COMMAND_ONCE: return cmd_once(options);
	case COMMAND_STATUS: return cmd_status(options);
	case COMMAND_GRAPH: return cmd_graph(options);
	case COMMAND_PROFILE: return cmd_profile(options);
	case COMMAND_WAIT: return app_wait(options);
	case COMMAND_CONFIG: return cmd_config(options);
	case COMMAND_HELP: return cmd_help(options);
	case COMMAND_VERSION: return print("tbtop " TBTOP_VERSION "\n");
	}
	return EXIT_USAGE;
}

static int main_with(const struct options *options)
{
	if (options->notes)
		fputs(options->notes, stderr);
	fputs(str_text(&options->config->problems), stderr);
	if (options->error) {
		message(options->error, NULL);
		return EXIT_USAGE;
	}
	if (options->log_file) {
		enum status status = log_open(options->log_file);
		if (status != STATUS_OK) {
			message(options->log_file, status_text(status));
			return EXIT_USAGE;
		}
	}
	int status = run(options);
	log_close();
	return status;
}

int main(int argc, char **argv)
{
	struct config config;
	struct options options;
	signal(SIGPIPE, SIG_IGN); /* a reader that went away is an error of write, not the end */
	if (argc > 1 && !strcmp(argv[1], COMPLETE_OPTION))
		return cmd_complete(argc - 2, argv + 2);
	config_load(&config);
	options_parse_over(&options, &config, argc, argv);
	set_locale(&options);
	int status = main_with(&options);
	options_fini(&options);
	config_fini(&config);
	return status;
}
