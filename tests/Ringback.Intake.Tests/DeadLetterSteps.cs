using Ringback.Core.Catalog;
using Ringback.Core.Intake;
using Ringback.Testing;

namespace Ringback.Intake.Tests;

/// <summary>What a person does with three dead letters of a source.</summary>
internal static class DeadLetterSteps
{
    public static async Task RunAsync(IDeadLetterBox box, TestStore store, Application source)
    {
        var letters = await Wait.ForAsync(() => box.ListAsync(10), list => list.Count == 3);
        letters.ShouldAllBe(letter => letter.Reason == "The store failed on it 3 times: This event is poison.");
        letters.Select(letter => TestStore.NumberOf(letter.Kept!.Request)).ShouldBe([1, 2, 3]);
        letters.Select(letter => letter.Id).ShouldBeUnique();
        (await box.ListAsync(2)).Count.ShouldBe(2);

        (await box.DropAsync(letter => letter.Id == letters[1].Id)).ShouldBe(1);
        (await box.ListAsync(10)).Select(letter => letter.Id).ShouldBe([letters[0].Id, letters[2].Id], ignoreOrder: true);

        // The reason is still there: it comes back, and a call ends all the same.
        var given = store.Given;
        (await box.RedriveAsync(letter => letter.Id == letters[0].Id)).ShouldBe(1);
        await Wait.UntilAsync(async () => store.Given > given && (await box.ListAsync(10)).Any(letter => letter.Id == letters[0].Id));

        store.Poison = null;
        (await box.RedriveAsync(_ => true)).ShouldBe(2);
        await Wait.UntilAsync(() => store.CountKept(source) == 2);
        store.Kept(source).ShouldBe([1, 3], ignoreOrder: true);
        (await box.ListAsync(10)).ShouldBeEmpty();
    }
}
