using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests.Harness;

/// <summary>A kernel that does not know some system calls, as an old one or the seccomp profile of an old container engine: see seccomp(2).</summary>
internal static class CallFilter
{
    private const string Source = """
        #include <errno.h>
        #include <linux/filter.h>
        #include <linux/seccomp.h>
        #include <stddef.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <sys/prctl.h>
        #include <unistd.h>
        /* usage: filter ERRNO NUMBER... -- COMMAND... */
        int main(int argc, char **argv) {
            struct sock_filter rules[64];
            int n = 0, i = 2, refusal = SECCOMP_RET_ERRNO | atoi(argv[1]);
            rules[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
            for (; argv[i][0] != '-'; i++) {
                rules[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, atoi(argv[i]), 0, 1);
                rules[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, refusal);
            }
            rules[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
            struct sock_fprog program = { n, rules };
            if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) { perror("prctl"); return 125; }
            execvp(argv[i + 1], argv + i + 1);
            perror(argv[i + 1]);
            return 127;
        }
        """;

    public const int PidfdOpen = 434;
    public const int CloseRange = 436;
    public const int EpollPwait2 = 441;

    /// <summary>Compiles it into a folder; returns the words to put before a command.</summary>
    public static async Task<string[]> CompileAsync(TemporaryFolder folder, int errno, params int[] calls)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/gcc"), "gcc is not installed");
        var source = folder.Write("filter.c", Source);
        var compiled = await Command.RunAsync("gcc", "-o", folder["filter"], source);
        Assert.True(compiled.ExitCode == 0, compiled.Stderr);
        return [folder["filter"], $"{errno}", .. calls.Select(call => $"{call}"), "--"];
    }
}
