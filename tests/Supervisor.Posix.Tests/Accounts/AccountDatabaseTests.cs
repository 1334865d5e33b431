using Supervisor.Posix.Accounts;

namespace Supervisor.Posix.Tests.Accounts;

public sealed class AccountDatabaseTests
{
    [Fact]
    public void Root_is_found_by_name_and_by_number()
    {
        var root = AccountDatabase.FindUser("root");

        Assert.NotNull(root);
        Assert.Equal((0u, 0u), (root.UserId, root.GroupId));
        Assert.StartsWith("/", root.Home, StringComparison.Ordinal);
        Assert.Equal(root, AccountDatabase.FindUser("0"));
        Assert.Equal(root, AccountDatabase.FindUser(0u));
    }

    [Fact]
    public void All_users_of_the_password_file_are_found_as_they_stand_there()
    {
        foreach (var line in File.ReadAllLines("/etc/passwd"))
        {
            var fields = line.Split(':');
            var user = AccountDatabase.FindUser(fields[0]);

            Assert.NotNull(user);
            Assert.Equal($"{fields[0]}:{fields[2]}:{fields[3]}:{fields[5]}:{fields[6]}", $"{user.Name}:{user.UserId}:{user.GroupId}:{user.Home}:{user.Shell}");
        }
    }

    [Theory]
    [InlineData("no-such-account")]
    [InlineData("4000000000")]
    [InlineData("")]
    [InlineData("-1")]
    public void Unknown_accounts_are_not_found(string name)
    {
        Assert.Null(AccountDatabase.FindUser(name));
        Assert.Null(AccountDatabase.FindGroup(name));
    }

    [Fact]
    public void Groups_are_found_by_name_and_by_number()
    {
        Assert.Equal(new GroupAccount("root", 0), AccountDatabase.FindGroup("root"));
        Assert.Equal(new GroupAccount("root", 0), AccountDatabase.FindGroup("0"));
    }

    [Fact]
    public void A_users_groups_begin_with_the_primary_one()
    {
        var user = AccountDatabase.FindUser("games") ?? throw new InvalidOperationException("no user games");

        Assert.Equal(user.GroupId, AccountDatabase.GroupsOf(user)[0]);
    }
}
