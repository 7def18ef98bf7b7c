#define _GNU_SOURCE

#include "base/worker.h"

#include "base/clock.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

/* Sanitizers start a program to name what they found, and look into their own process when it ends. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif

/* ---- The filter --------------------------------------------------------------------------- */

#if defined(__linux__) && !defined(SANITIZED) && (defined(__x86_64__) || defined(__aarch64__))

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#ifdef __x86_64__
#define ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif
#define X32_CALLS 0x40000000U /* the first number of x86's second set of calls */

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ANSWER(action) BPF_STMT(BPF_RET | BPF_K, action)
#define REFUSE ANSWER(SECCOMP_RET_ERRNO | EPERM)
#define REFUSE_CALL(name) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 1), REFUSE

/*
 * Calls that are refused, not a list of what is allowed: the C library, the
 * drivers of a GPU and the next kernel use calls that no list foresees, and
 * such a thread must not fail for it. io_uring would do most of this unseen.
 */
static const struct sock_filter calls[] = {
	LOAD(arch),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
	REFUSE,
	LOAD(nr),
	BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_CALLS, 0, 1),
	REFUSE,
	REFUSE_CALL(execve),
	REFUSE_CALL(execveat),
	REFUSE_CALL(socket),
	REFUSE_CALL(connect),
	REFUSE_CALL(bind),
	REFUSE_CALL(listen),
	REFUSE_CALL(accept),
	REFUSE_CALL(accept4),
	REFUSE_CALL(ptrace),
	REFUSE_CALL(process_vm_readv),
	REFUSE_CALL(process_vm_writev),
#ifdef __NR_pidfd_getfd
	REFUSE_CALL(pidfd_getfd),
#endif
#ifdef __NR_io_uring_setup
	REFUSE_CALL(io_uring_setup),
#endif
	REFUSE_CALL(bpf),
	REFUSE_CALL(perf_event_open),
	REFUSE_CALL(userfaultfd),
	REFUSE_CALL(add_key),
	REFUSE_CALL(request_key),
	REFUSE_CALL(keyctl),
	REFUSE_CALL(mount),
	REFUSE_CALL(umount2),
	REFUSE_CALL(pivot_root),
	REFUSE_CALL(chroot),
	REFUSE_CALL(unshare),
	REFUSE_CALL(setns),
	REFUSE_CALL(init_module),
	REFUSE_CALL(finit_module),
	REFUSE_CALL(open_by_handle_at),
	ANSWER(SECCOMP_RET_ALLOW),
};

static const char *confine(void)
{
	const struct sock_fprog program = {
		.len = sizeof calls / sizeof *calls, .filter = (struct sock_filter *)calls}; /* the kernel only reads it */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) /* without it the filter is root's alone */
		return "the kernel has none";
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		return errno == EINVAL ? "the kernel has none" : "the system allows none";
	return NULL;
}

#elif defined(SANITIZED)

static const char *confine(void)
{
	return "this build watches itself";
}

#else

static const char *confine(void)
{
	return "none for this machine";
}

#endif

static _Thread_local bool is_worker;
static _Thread_local const char *unconfined = "not asked for";
static _Thread_local bool asked;

bool worker_confine(void)
{
	if (!asked)
		unconfined = confine();
	asked = true;
	return !unconfined;
}

const char *worker_unconfined(void)
{
	return unconfined;
}

/* ---- The stack ---------------------------------------------------------------------------- */

/*
 * A crash by an overflow of this thread's stack needs another one for the handler that restores the terminal.
 * Where there is one (a sanitizer's), it stays.
 */
static void have_signal_stack(void)
{
	static _Thread_local char stack[32768];
	stack_t old;
	if (!sigaltstack(NULL, &old) && old.ss_flags & SS_DISABLE)
		sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
}

/* ---- The priority ------------------------------------------------------------------------- */

#define WORKER_NICE 10 /* a ninth of the loop's weight */
#define TURN (128u << 10) /* bytes: some hundred microseconds */
#define MUCH (1u << 20)   /* bytes, within about a second */

/* What the calling thread went through, up to MUCH; as much wears off in a second. */
static _Thread_local struct {
	uint64_t bytes, at;
	bool gave_way;
} lately;

static void wear_off(void)
{
	uint64_t now = clock_mono(), gone = now - lately.at < CLOCK_SECOND ? (now - lately.at) * MUCH / CLOCK_SECOND : MUCH;
	lately.bytes -= gone < lately.bytes ? gone : lately.bytes;
	lately.at = now;
}

/*
 * Only Linux has a nice value for each thread, and there is no way back up. A thread of the batch class doesn't push
 * aside the one that woke it, which is the loop's with a key in its hands.
 */
void worker_give_way(void)
{
#ifdef __linux__
	if (!lately.gave_way) {
		setpriority(PRIO_PROCESS, 0, WORKER_NICE); /* 0: this thread */
		sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){0});
	}
	lately.gave_way = true;
#endif
}

void worker_take_turns(size_t bytes)
{
	static _Thread_local uint64_t turn;
	if (!is_worker)
		return;
	turn += bytes;
	if (turn < TURN)
		return;
	wear_off();
	lately.bytes = turn < MUCH - lately.bytes ? lately.bytes + turn : MUCH;
	turn = 0;
	if (lately.bytes == MUCH)
		worker_give_way();
	sched_yield();
}

int worker_rest(void)
{
	if (!lately.gave_way)
		return -1;
	wear_off();
	return (int)(lately.bytes * 1000 / MUCH);
}

void worker_begin(void)
{
	is_worker = true;
	have_signal_stack();
	worker_confine();
}

void worker_begin_awaited(void)
{
	is_worker = false;
	have_signal_stack();
	worker_confine();
}
