using Supervisor.Environments.Tests.Harness;

namespace Supervisor.Environments.Tests;

/// <summary>supervisord as a service of a real systemd, by the units that are packaged: sockets of a socket unit.</summary>
public sealed class SystemdSocketTests(BootedSystem system) : SystemdTest(system)
{
    [Fact]
    public async Task A_socket_unit_holds_the_control_socket_and_starts_the_service_again_and_again()
    {
        var service = await FreshAsync(Programs("a"));
        await SocketAsync("[Socket]\nListenStream=/run/supervisor.sock\nSocketMode=0600\n");
        try
        {
            var pid = await Machine.OutputAsync("supervisorctl", "pid");
            Assert.Equal(await service.ShowAsync("MainPID"), pid);
            Assert.Equal("srw-------", (await Machine.OutputAsync("stat", "-c", "%A", "/run/supervisor.sock")).Trim());
            await Machine.OutputAsync("kill", "-KILL", Text(await BrainAsync(service)));
            await service.LogsAsync("brain was replaced");
            await service.MustAsync("stop");
            await Machine.OutputAsync("test", "-S", "/run/supervisor.sock");
            Assert.NotEqual(pid, await Machine.OutputAsync("supervisorctl", "pid"));
            await service.ReachesAsync("ActiveState", "active");
        }
        finally
        {
            await SocketGoneAsync();
        }
    }

    [Fact]
    public async Task A_socket_unit_holds_the_socket_of_a_program_so_that_a_restart_of_the_service_refuses_nobody()
    {
        var service = await FreshAsync("""
            [program.web]
            command = ["/usr/bin/python3", "/var/lib/web.py"]
            socket = "tcp://127.0.0.1:8123"
            socket_handover = "listen_fds"
            startsecs = 0.2
            """);
        Machine.Write("/var/lib/web.py", """
            import os, socket
            s = socket.socket(fileno=3)
            while True:
                c, _ = s.accept()
                c.sendall(str(os.getpid()).encode())
                c.close()
            """);
        await SocketAsync("[Socket]\nListenStream=127.0.0.1:8123\nListenStream=127.0.0.1:8124\n");
        try
        {
            await service.MustAsync("start");
            await service.LogsAsync("Using socket tcp://127.0.0.1:8123 of the service manager");
            Assert.Equal("4", (await service.LogsAsync("a socket on 127.0.0.1:8124, which neither")).Priority);
            var first = await AskAsync();
            await Machine.OutputAsync("supervisorctl", "stop", "web");
            var waiting = AskAsync();
            await Machine.OutputAsync("systemctl", "restart", "supervisord.service");
            var second = await waiting;
            Assert.NotEqual(first, second);
            Assert.Equal(second, await AskAsync());
        }
        finally
        {
            await SocketGoneAsync();
        }

        Task<string> AskAsync() => Machine.OutputAsync(
            "python3", "-c", "import socket; s = socket.create_connection(('127.0.0.1', 8123), 20); print(s.recv(20).decode())");
    }

    private async Task SocketAsync(string text)
    {
        Machine.Write("/etc/systemd/system/supervisord.socket", text);
        await Machine.OutputAsync("systemctl", "daemon-reload");
        await Machine.OutputAsync("systemctl", "start", "supervisord.socket");
    }

    private async Task SocketGoneAsync()
    {
        await Machine.RunAsync("systemctl", "stop", "supervisord.socket", "supervisord.service");
        File.Delete(Machine.Outside("/etc/systemd/system/supervisord.socket"));
        await Machine.OutputAsync("systemctl", "daemon-reload");
    }
}
