using Microsoft.Data.Sqlite;

namespace Shop.Orders;

/// <summary>An order as it stands. Times are in Unix milliseconds.</summary>
public sealed record Order(string Number, long Amount, string Status, long PlacedAt, long? PaidAt, string? Payment);

/// <summary>
/// The shop's database. An order goes from pending over processing to paid, never back. The ledger gets an entry whenever a payment
/// takes effect, and has no guard against a second: it is there to tell on who does things twice.
/// </summary>
public sealed class OrderBook(string file, TimeProvider clock)
{
    private const string Schema = """
        pragma journal_mode = wal;
        create table if not exists orders (
          number text primary key, amount integer not null, status text not null default 'pending',
          placed_at integer not null, paid_at integer, payment text) without rowid;
        create table if not exists ledger (
          entry integer primary key, number text not null references orders, payment text not null, amount integer not null);
        """;

    private readonly string _connection = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 10 }.ToString();

    public void Create() => Run(Schema, static command => command.ExecuteNonQuery());

    /// <returns>The order's number.</returns>
    public string Place(long amount) => Run(
        "insert into orders (number, amount, placed_at) select 'order-' || (count(*) + 1), @amount, @now from orders returning number",
        static command => (string)command.ExecuteScalar()!,
        ("@amount", amount), ("@now", clock.GetUtcNow().ToUnixTimeMilliseconds()));

    /// <summary>By who asked and heard that it is paid.</summary>
    public void Pay(string number, string payment) => Run(
        """
        begin immediate;
        insert into ledger (number, payment, amount) select number, @payment, amount from orders where number = @number and status <> 'paid';
        update orders set status = 'paid', paid_at = @now, payment = @payment where number = @number and status <> 'paid';
        commit;
        """, static command => command.ExecuteNonQuery(),
        ("@number", number), ("@payment", payment), ("@now", clock.GetUtcNow().ToUnixTimeMilliseconds()));

    public Order? Find(string number) => Read("where number = @number", ("@number", number)).FirstOrDefault();

    public IReadOnlyList<Order> All() => Read("");

    public IReadOnlyList<Order> Unpaid() => Read("where status <> 'paid'");

    /// <value>Effects of payments, of each order.</value>
    public IReadOnlyDictionary<string, int> Ledger() => Run("select number, count(*) from ledger group by number", static command =>
    {
        using var rows = command.ExecuteReader();
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        while (rows.Read()) found.Add(rows.GetString(0), rows.GetInt32(1));
        return found;
    });

    private List<Order> Read(string where, params (string Name, object Value)[] parameters) => Run(
        $"select number, amount, status, placed_at, paid_at, payment from orders {where} order by placed_at, number", static command =>
        {
            using var rows = command.ExecuteReader();
            var found = new List<Order>();
            while (rows.Read())
            {
                found.Add(new Order(
                    rows.GetString(0), rows.GetInt64(1), rows.GetString(2), rows.GetInt64(3), rows.IsDBNull(4) ? null : rows.GetInt64(4),
                    rows.IsDBNull(5) ? null : rows.GetString(5)));
            }
            return found;
        }, parameters);

    private T Run<T>(string sql, Func<SqliteCommand, T> run, params (string Name, object Value)[] parameters)
    {
        using var connection = new SqliteConnection(_connection);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return run(command);
    }
}
