package io.dabiao.forms;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import java.io.IOException;
import java.util.List;

/** Reads forms as the service does, on a heap of its launcher's size. */
public final class FormFile {

    private FormFile() {}

    public static Allowance allowance() {
        return new WorkBudget(256L << 20, 2).allowance(Work.FORM);
    }

    public static List<Form> read(FormSource source, byte[] file) throws IOException {
        Allowance allowance = allowance();
        return FormReader.read(FormSource.read(file, source, allowance), allowance);
    }
}
